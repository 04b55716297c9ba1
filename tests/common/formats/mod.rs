//! What holds of any bytes whatever, taken for a file of each format, and a writer of small cabinets.

pub mod cabinet;
pub mod cabinet_writer;
pub mod compound;
pub mod manifest;
pub mod pe;
pub mod signature;
