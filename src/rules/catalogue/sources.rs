//! Addresses of the public pages that the rules rest on, by their short names in the dossier.

/// S1: the article of the Japanese support blog whose three checks are the minimum.
pub(super) const S1: &str = "https://jpmem.github.io/blog/mecm/20250207_01/";
/// S5: an update that fails at "Install Files" because redistributable files are missing.
pub(super) const S5: &str = "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/main/support/mem/configmgr/setup-migrate-backup-recovery/in-console-update-fail-with-file-missing.md";
/// S6: how Updates and Servicing works, stage by stage.
pub(super) const S6: &str = "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/main/support/mem/configmgr/setup-migrate-backup-recovery/understand-troubleshoot-updates-servicing.md";
/// S8: the admin console content that cannot be downloaded.
pub(super) const S8: &str = "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/main/support/mem/configmgr/setup-migrate-backup-recovery/service-connection-tool-not-download-updates.md";
/// S9: the manual of the service connection tool.
pub(super) const S9: &str =
    "https://learn.microsoft.com/intune/configmgr/core/servers/manage/use-the-service-connection-tool";
/// S10: the manual of setupdl.
pub(super) const S10: &str = "https://github.com/MicrosoftDocs/memdocs/blob/main/intune/configmgr/core/servers/deploy/install/setup-downloader.md";
/// S11: the hosts that the connected PC must reach.
pub(super) const S11: &str = "https://github.com/MicrosoftDocs/memdocs/blob/main/intune/configmgr/core/plan-design/network/internet-endpoints.md";
/// S13: the changes in 2509, among them the tool's new wording.
pub(super) const S13: &str =
    "https://github.com/MicrosoftDocs/memdocs/blob/main/intune/configmgr/hotfix/2509/35877153.md";
/// S14: a lab builder that knows how setupdl ends and how it hangs.
pub(super) const S14: &str = "https://github.com/vinaypamnani-msft/memlabs";
/// S20: setupdl on a PC without the ODBC driver.
pub(super) const S20: &str = "https://github.com/DeploymentResearch/HydrationKitWS2025/issues/5";
