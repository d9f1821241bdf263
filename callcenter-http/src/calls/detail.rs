//! All that is known of one call.

use callcenter_store::{Store, StoreError};
use serde::Serialize;
use utoipa::ToSchema;

use super::find::{CallLeg, Found};
use super::story::{BridgeSegment, ExtensionChange, RoutingStep, StoryStep, extension_changes, story};
use crate::control::AboutCall;
use crate::shown::Record;

/// A call: its record, and all that happened in it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = CallDetails)]
pub(crate) struct Details {
    /// What it was, or is so far.
    #[serde(flatten)]
    pub(crate) record: Record,
    /// Its channels, in the order they began.
    pub(crate) legs: Vec<CallLeg>,
    /// When they were in which bridge.
    pub(crate) bridge_segments: Vec<BridgeSegment>,
    /// Its way through the dialplan.
    pub(crate) routing: Vec<RoutingStep>,
    /// Who had the caller, one after the other.
    pub(crate) extension_changes: Vec<ExtensionChange>,
    /// Everything that happened, in order.
    pub(crate) timeline: Vec<StoryStep>,
    /// Whether timeline, routing and bridge segments are whole: the journal may have been purged, or the call be very long.
    pub(crate) timeline_is_whole: bool,
    /// What people added to it: what it was about, and notes.
    pub(crate) about: AboutCall,
}

/// All that is known of a call.
///
/// # Errors
/// What the database says.
pub(crate) async fn details(
    store: &dyn Store,
    found: Found,
    about: AboutCall,
) -> Result<Details, StoreError> {
    let story = story(store, &found).await?;
    Ok(Details {
        extension_changes: extension_changes(&found.record),
        record: found.record.into(),
        legs: found.legs,
        bridge_segments: story.bridges,
        routing: story.routing,
        timeline: story.timeline,
        timeline_is_whole: story.whole,
        about,
    })
}
