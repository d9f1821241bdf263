//! An engine that can be kept between two lines.

use callcenter_core::{Engine, Snapshot};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Debug, Clone)]
pub(crate) struct Kept(pub(crate) Engine);

impl Serialize for Kept {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.snapshot().to_bytes().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Kept {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = Vec::<u8>::deserialize(deserializer)?;
        let snapshot = Snapshot::from_bytes(&bytes).map_err(D::Error::custom)?;
        Engine::restore(snapshot, []).map(|(engine, _)| Self(engine)).map_err(D::Error::custom)
    }
}
