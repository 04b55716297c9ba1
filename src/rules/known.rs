//! Updates whose package GUID Microsoft has published (S6, section 1.5 of the dossier).

/// GUID in upper case, and the name that the console shows in short.
///
/// The list is not complete and need not be: opt-in builds and hotfixes have other GUIDs. A name is comfort, never
/// evidence.
const UPDATES: [(&str, &str); 8] = [
    ("FD3D0214-F4DC-4664-B6BB-997E381B7C9D", "2309"),
    ("5B8886C7-F967-4F8A-92AA-009E28368853", "2403"),
    ("A02D38C5-021E-4144-8249-E7CDE48DA83F", "2403 HFRU"),
    ("3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E", "2409"),
    ("345A6BE1-3D07-43ED-B6E5-FAC0889DA04C", "2409 HFRU"),
    ("AA928926-5C76-4DE0-B51F-0FE4D365DFE2", "2503"),
    ("6B0783D9-B8A2-4848-82F6-8EFE956F4988", "2503 HFRU"),
    ("420E3E18-73C5-4BE9-88B0-6F1E30A012CA", "2509"),
];

/// The name of the update with this package GUID, in whatever case it is written.
#[must_use]
pub fn update_name(guid: &str) -> Option<&'static str> {
    UPDATES.iter().find(|(g, _)| g.eq_ignore_ascii_case(guid)).map(|(_, name)| *name)
}

/// True for a release of which Microsoft says that it brings redists ("only major releases", S6). A roll-up or hotfix
/// brings none, and of an unknown GUID nobody can tell.
#[must_use]
pub fn has_redists(guid: &str) -> bool {
    update_name(guid).is_some_and(|name| name.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_name_is_found_whatever_the_case() {
        assert_eq!(super::update_name("5b8886c7-f967-4f8a-92aa-009e28368853"), Some("2403"));
        assert_eq!(super::update_name("5B8886C7-F967-4F8A-92AA-009E28368854"), None);
    }

    #[test]
    fn only_releases_are_known_to_bring_redists() {
        assert!(super::has_redists("5b8886c7-f967-4f8a-92aa-009e28368853"));
        assert!(!super::has_redists("A02D38C5-021E-4144-8249-E7CDE48DA83F"));
        assert!(!super::has_redists("5B8886C7-F967-4F8A-92AA-009E28368854"));
    }
}
