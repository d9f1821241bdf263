//! What every handler needs.

use std::ops::Deref;
use std::sync::Arc;

use callcenter_store::Store;

use crate::access::Access;
use crate::desk::Desk;

/// What a site is made of.
#[derive(Debug)]
pub struct SiteConfig {
    /// The live call center.
    pub desk: Arc<dyn Desk>,
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
}

/// What every handler needs; cheap to clone.
#[derive(Debug, Clone)]
pub struct Site {
    parts: Arc<Parts>,
}

/// The parts of a site.
#[derive(Debug)]
#[non_exhaustive]
pub struct Parts {
    /// The live call center.
    pub desk: Arc<dyn Desk>,
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// Who is logged in.
    pub access: Access,
}

impl Site {
    /// Makes a site.
    pub fn new(config: SiteConfig) -> Self {
        let SiteConfig { desk, store } = config;
        Self { parts: Arc::new(Parts { desk, store, access: Access::default() }) }
    }
}

impl Deref for Site {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}
