//! The Pipedrive API over HTTP: endpoints, requests, responses, retries, rate limits and paging.

pub mod certificate;
pub mod client;
mod encoding;
pub mod endpoints;
pub mod error;
pub mod event;
pub mod pages;
mod proxy;
pub mod rate_headers;
pub mod rate_limit;
pub mod request;
pub mod response;
pub mod service_clock;
mod transport_error;

pub use error::{Error, ErrorKind, Outcome};
pub use event::Event;
