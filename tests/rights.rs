//! A folder, a file or a log without rights: said, never passed over, and nothing behind it is called missing.

use crate::common::rights::{set_mode, without_privileges};
use crate::common::{Download, G, outcome};
use cmverify::report::Verdict::{Inconclusive, Usable};
use cmverify::request::Depth;

#[test]
fn what_may_not_be_read_is_inconclusive_and_names_the_path() {
    let update = format!("UpdatePacks/{G}");
    let redist = format!("{update}/Redist");
    let file = format!("{redist}/SQLSysClrTypes.msi");
    // Its list names it without a place.
    let below = format!("{redist}/LanguagePack/a.cab");
    let rows = [
        ("", "", Usable),
        ("UpdatePacks", "CMV0307", Inconclusive),
        (&update, "CMV0307", Inconclusive),
        (&redist, "CMV0307", Inconclusive),
        (&file, "CMV0307", Inconclusive),
        (&below, "CMV0307", Inconclusive),
        ("ServiceConnectionTool.log", "CMV0107", Inconclusive),
        ("ConfigMgrSetup.log", "CMV0207", Inconclusive),
    ];
    let home = Download::good().home.parent().expect("a parent").to_owned();
    assert!(
        without_privileges(|| home.read_dir().is_ok()),
        "nobody but root may read {}: set TMPDIR to a folder that others may read",
        home.display()
    );
    for depth in [Depth::Quick, Depth::Full] {
        for (path, rule, verdict) in rows {
            let mut download = Download::good();
            // One of its group is there in any case, so that the group counts as downloaded.
            download.valid(&format!("{G}/Redist/LanguagePack/b.cab"));
            download.rewrite_manifests();
            download.request.depth = depth;
            let request = download.prepare();
            let closed = download.home.join(path);
            if !path.is_empty() {
                set_mode(&closed, 0o000);
            }
            let report = without_privileges(|| cmverify::verify::download(&request)).expect("a good request");
            set_mode(&closed, 0o755);
            let rules: Vec<&str> = if rule.is_empty() { vec![] } else { vec![rule] };
            assert_eq!(outcome(&report), (verdict, rules), "{path}");
            if let Some(finding) = report.findings.first() {
                let name = closed.file_name().expect("a name").to_string_lossy();
                assert!(finding.message.contains(&*name), "{}", finding.message);
            }
        }
    }
}
