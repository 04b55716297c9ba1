//! What nobody may read, also where the tests run as root.
#![allow(unsafe_code, reason = "the rights of one thread alone are a bare system call")]

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Runs `work` on a thread that is not root: root may read everything, and tests often run as root.
pub fn without_privileges<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            // SAFETY: the bare system call changes this thread only, and takes no pointer.
            unsafe {
                if libc::geteuid() == 0 {
                    assert_eq!(libc::syscall(libc::SYS_setresuid, -1, 65_534, -1), 0);
                }
            }
            work()
        });
        thread.join().expect("the work is done")
    })
}

pub fn set_mode(path: &Path, mode: u32) {
    set_permissions(path, Permissions::from_mode(mode)).expect("permissions");
}
