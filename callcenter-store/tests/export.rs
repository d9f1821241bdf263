//! What is exported is what is in the store, whatever is in it, and no program takes it for something else.

#[path = "export/formats.rs"]
mod formats;
#[path = "export/pages.rs"]
mod pages;
#[cfg(feature = "parquet")]
#[path = "export/parquet.rs"]
mod parquet;
#[path = "export/samples.rs"]
mod samples;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod servers;
#[cfg(feature = "xlsx")]
#[path = "export/workbook.rs"]
mod workbook;
