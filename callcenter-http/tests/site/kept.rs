//! A desk's entries in the site's store, as the books of a live switch keep them.

use callcenter_core::Entry;
use callcenter_http::Desk;
use callcenter_store::{Holder, Journal};

use crate::client::Served;

/// The books of a site.
pub(crate) struct Kept {
    journal: Journal,
}

impl Kept {
    /// Opens the books of a site. Nothing is in them yet.
    pub(crate) async fn open(served: &Served) -> Self {
        let (store, stream) = (served.site.store.clone(), served.desk.stream());
        let policy = served.site.desk.policy();
        let holder = Holder::this_process("test");
        let journal = Journal::open(store, &stream, &policy, holder).await.expect("nobody else writes it");
        served.desk.is_kept(0);
        Self { journal }
    }

    /// Writes everything that became true so far.
    pub(crate) async fn write(&mut self, served: &Served) {
        let tip = self.journal.tip();
        let new: Vec<Entry> = served.desk.told().into_iter().filter(|entry| entry.seq > tip).collect();
        self.journal.seen(served.desk.now());
        let seq = self.journal.append(new).await.expect("the store takes it");
        served.desk.is_kept(seq);
    }
}
