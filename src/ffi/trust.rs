//! What Windows says of a file's signature: whether it trusts whoever signed.
//!
//! `wintrust.dll` is looked up when it is first needed, so that this library loads where there is none.

#[cfg(windows)]
pub use windows::distrust;

/// Asks Windows whether it trusts the signature of a file; gives the HRESULT with which it refuses. None: it trusts it,
/// or has nothing to say, as everywhere but on Windows.
#[cfg(not(windows))]
#[must_use]
pub const fn distrust(_path: &std::path::Path, _file: &std::fs::File) -> Option<u32> {
    None
}

/// True for an answer that says: the signature is there, and nobody should rely on it. Others say that Windows could
/// not tell: another kind of file, a provider that is not installed, a list of revoked certificates out of reach.
#[cfg_attr(not(any(windows, test)), expect(dead_code, reason = "asked on Windows alone"))]
const fn is_refusal(hresult: u32) -> bool {
    matches!(
        hresult,
        // CERT_E_EXPIRED to CERT_E_UNTRUSTEDCA, without CERT_E_REVOCATION_FAILURE.
        0x800B_0101..=0x800B_010D | 0x800B_010F..=0x800B_0114
        // TRUST_E_SUBJECT_NOT_TRUSTED
        | 0x800B_0004
        // TRUST_E_CERT_SIGNATURE, TRUST_E_TIME_STAMP, TRUST_E_BAD_DIGEST
        | 0x8009_6004 | 0x8009_6005 | 0x8009_6010
    )
}

#[cfg(windows)]
mod windows {
    use super::is_refusal;
    use std::ffi::{c_char, c_void};
    use std::fs::File;
    use std::os::windows::ffi::OsStrExt;
    use std::os::windows::io::AsRawHandle;
    use std::path::Path;
    use std::ptr::{null, null_mut};
    use std::sync::OnceLock;

    type Handle = *mut c_void;

    #[repr(C)]
    struct Guid(u32, u16, u16, [u8; 8]);

    /// `WINTRUST_ACTION_GENERIC_VERIFY_V2`: the policy for files with Authenticode signatures.
    static AUTHENTICODE: Guid = Guid(0x00AA_C56B, 0xCD44, 0x11D0, [0x8C, 0xC2, 0x00, 0xC0, 0x4F, 0xC2, 0x95, 0xEE]);

    /// `WINTRUST_FILE_INFO`.
    #[repr(C)]
    struct FileInfo {
        size: u32,
        path: *const u16,
        file: Handle,
        known_subject: *const Guid,
    }

    /// `WINTRUST_DATA`, without the last member, which Windows 7 does not know.
    #[repr(C)]
    struct Data {
        size: u32,
        policy_callback: *mut c_void,
        sip_client: *mut c_void,
        ui_choice: u32,
        revocation_checks: u32,
        union_choice: u32,
        file: *mut FileInfo,
        state_action: u32,
        state: Handle,
        url_reference: *mut u16,
        provider_flags: u32,
        ui_context: u32,
    }

    const UI_NONE: u32 = 2;
    const REVOKE_NONE: u32 = 0;
    const CHOICE_FILE: u32 = 1;
    const STATE_VERIFY: u32 = 1;
    const STATE_CLOSE: u32 = 2;
    /// No network: neither for revocation nor for a certificate that is missing.
    const FLAGS: u32 = 0x10 | 0x1000;
    const SEARCH_SYSTEM32: u32 = 0x800;

    type WinVerifyTrust = unsafe extern "system" fn(Handle, *const Guid, *mut c_void) -> i32;

    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn LoadLibraryExW(name: *const u16, file: Handle, flags: u32) -> Handle;
        fn GetProcAddress(library: Handle, name: *const c_char) -> *mut c_void;
    }

    fn wide(text: &std::ffi::OsStr) -> Vec<u16> {
        text.encode_wide().chain([0]).collect()
    }

    /// The function, where there is one. The library is never unloaded: its address stays good.
    fn function() -> Option<WinVerifyTrust> {
        static FUNCTION: OnceLock<Option<WinVerifyTrust>> = OnceLock::new();
        *FUNCTION.get_or_init(|| {
            let name = wide("wintrust.dll".as_ref());
            // SAFETY: the name ends with a NUL and outlives the call; only the folder of Windows itself is searched.
            let library = unsafe { LoadLibraryExW(name.as_ptr(), null_mut(), SEARCH_SYSTEM32) };
            if library.is_null() {
                return None;
            }
            // SAFETY: the library was loaded, and the name ends with a NUL.
            let address = unsafe { GetProcAddress(library, c"WinVerifyTrust".as_ptr()) };
            // SAFETY: the address is null, which is none, or that of the function with just this signature.
            unsafe { std::mem::transmute::<*mut c_void, Option<WinVerifyTrust>>(address) }
        })
    }

    /// Asks Windows whether it trusts the signature of a file; gives the HRESULT with which it refuses. None: it trusts
    /// it, or has nothing to say.
    #[must_use]
    pub fn distrust(path: &Path, file: &File) -> Option<u32> {
        let verify = function()?;
        let absolute = std::path::absolute(path).ok()?;
        let path = wide(absolute.as_os_str());
        let size = |bytes: usize| u32::try_from(bytes).unwrap_or(0);
        let mut info = FileInfo {
            size: size(size_of::<FileInfo>()),
            path: path.as_ptr(),
            // Opened already: a path that is longer than Windows takes does not matter then.
            file: file.as_raw_handle(),
            known_subject: null(),
        };
        let mut data = Data {
            size: size(size_of::<Data>()),
            policy_callback: null_mut(),
            sip_client: null_mut(),
            ui_choice: UI_NONE,
            revocation_checks: REVOKE_NONE,
            union_choice: CHOICE_FILE,
            file: &raw mut info,
            state_action: STATE_VERIFY,
            state: null_mut(),
            url_reference: null_mut(),
            provider_flags: FLAGS,
            ui_context: 0,
        };
        // No window: the value for "there is no user to ask".
        let nobody = usize::MAX as Handle;
        // SAFETY: both structures state their sizes, and they and all that they point to outlive the call.
        let answer = unsafe { verify(nobody, &raw const AUTHENTICODE, (&raw mut data).cast()) };
        data.state_action = STATE_CLOSE;
        // SAFETY: as above; it frees what the first call keeps in `state`.
        unsafe { verify(nobody, &raw const AUTHENTICODE, (&raw mut data).cast()) };
        let answer = u32::from_ne_bytes(answer.to_ne_bytes());
        is_refusal(answer).then_some(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::is_refusal;

    #[test]
    fn only_answers_about_the_chain_are_refusals() {
        // CERT_E_UNTRUSTEDROOT, CERT_E_EXPIRED, TRUST_E_EXPLICIT_DISTRUST
        assert!([0x800B_0109, 0x800B_0101, 0x800B_0111].into_iter().all(is_refusal));
        // S_OK, TRUST_E_NOSIGNATURE, TRUST_E_SUBJECT_FORM_UNKNOWN, CERT_E_REVOCATION_FAILURE, TRUST_E_PROVIDER_UNKNOWN
        assert!(![0, 0x800B_0100, 0x800B_0003, 0x800B_010E, 0x800B_0001].into_iter().any(is_refusal));
    }
}
