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
