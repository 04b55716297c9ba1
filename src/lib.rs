#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
#![deny(unsafe_code)]

#[allow(unsafe_code)]
pub mod ffi;
pub mod files;
pub mod formats;
pub mod guid;
pub mod judge;
pub mod language;
pub mod logs;
pub mod pages;
pub mod render;
pub mod report;
pub mod request;
pub mod rules;
pub mod seal;
mod text;
pub mod verify;
pub mod work;

// Tests of the whole way that need what no library has that is shipped: faults of the file system to order.
#[cfg(test)]
extern crate self as cmverify;
#[cfg(test)]
#[path = "../tests/common/mod.rs"]
mod common;
#[cfg(test)]
#[path = "../tests/faults/mod.rs"]
mod faults;
