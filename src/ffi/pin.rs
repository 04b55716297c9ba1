//! Keeps the library where it is: its threads may outlive the call that started them, where a share does not answer.

use std::sync::Once;

/// From now on the library stays in the process, whatever the host asks for. A host that lets go of it and loads it
/// again finds the same one, with the same jobs.
pub(super) fn stay_loaded() {
    static ONCE: Once = Once::new();
    ONCE.call_once(pin);
}

#[cfg(unix)]
fn pin() {
    use std::mem::MaybeUninit;
    let mut own = MaybeUninit::<libc::Dl_info>::uninit();
    // SAFETY: the address is one of this library, and the structure is written where the answer is not 0.
    let name = unsafe {
        if libc::dladdr(stay_loaded as *const libc::c_void, own.as_mut_ptr()) == 0 {
            return;
        }
        own.assume_init().dli_fname
    };
    // In a program that has this code in itself there is nothing to keep: the name is not that of a library, and the
    // answer null.
    // SAFETY: the name ends with a NUL and belongs to the loader; nothing is loaded that was not before.
    unsafe { libc::dlopen(name, libc::RTLD_NOW | libc::RTLD_NOLOAD | libc::RTLD_NODELETE) };
}

#[cfg(windows)]
fn pin() {
    use std::ffi::c_void;
    const PIN: u32 = 1;
    const FROM_ADDRESS: u32 = 4;

    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetModuleHandleExW(flags: u32, name: *const u16, module: *mut *mut c_void) -> i32;
    }

    let mut module = std::ptr::null_mut();
    // SAFETY: with that flag the "name" is any address in the module; the handle is written and not used.
    unsafe { GetModuleHandleExW(PIN | FROM_ADDRESS, stay_loaded as *const u16, &raw mut module) };
}

#[cfg(not(any(unix, windows)))]
fn pin() {}
