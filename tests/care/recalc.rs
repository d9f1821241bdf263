use callcenter::store::{Care, FIGURES, FigureRow, Select, StoreError, Write, recalc, rows};

use super::common;
use super::kept::{id, keep, open, traces, verified};

#[tokio::test]
async fn figures_folded_anew_are_the_same() {
    let mut total = 0;
    for (name, folder) in common::traces() {
        let store = keep(&common::bytes(&folder), 70).await;
        let care = Care::take(store.clone(), &id()).await.expect("nobody writes it");
        let done = recalc(&*store, care.row(), care.fence(), |_| ()).await.expect("it can be read");
        assert_eq!((done.changed, done.removed, done.from), (0, 0, None), "{name}");
        assert_eq!(done.seq, care.row().tip.cast_unsigned(), "{name}");
        total += done.rows;
        care.release().await.expect("it is ours");
    }
    assert!(total > 1_000, "only {total} rows of figures");
}

#[tokio::test]
async fn figures_that_are_wrong_missing_or_too_many_are_put_right() {
    let (_, bytes) = traces(&["queue_decline_then_answer"]).remove(0);
    let store = keep(&bytes, 70).await;
    let mut all: Vec<FigureRow> = rows(&*store, &Select::from(FIGURES)).await.expect("it can be read");
    let before = all.clone();
    let missing = all.pop().expect("there are some");
    let other = all.iter().position(|row| row.data != missing.data).expect("there are others");
    let wrong = FigureRow { data: missing.data.clone(), ..all.remove(other) };
    let surplus = FigureRow { name: "nobody".to_owned(), ..missing };
    let mut care = Care::take(store.clone(), &id()).await.expect("nobody writes it");
    let write = Write::guarded(care.fence()).delete(FIGURES, Vec::new()).put(all).put([wrong]).put([surplus]);
    store.write(write).await.expect("it is ours");

    care.renew().await.expect("it is ours");
    let done = recalc(&*store, care.row(), care.fence(), |_| ()).await.expect("it can be read");
    assert_eq!((done.changed, done.removed), (2, 1));
    care.release().await.expect("it is ours");
    let after: Vec<FigureRow> = rows(&*store, &Select::from(FIGURES)).await.expect("it can be read");
    assert_eq!(after, before);
    assert_eq!(verified(&*store).await.differences.words, [""; 0]);
}

#[tokio::test]
async fn nobody_writes_a_stream_that_is_cared_for_and_nobody_cares_for_one_that_is_written() {
    let (_, bytes) = traces(&["queue_decline_then_answer"]).remove(0);
    let store = keep(&bytes, 70).await;
    let care = Care::take(store.clone(), &id()).await.expect("nobody writes it");
    assert!(matches!(open(&store).await, Err(StoreError::Conflict(_))));
    let row = care.row().clone();
    care.release().await.expect("it is ours");
    let journal = open(&store).await.expect("nobody writes it");
    assert!(matches!(Care::take(store.clone(), &id()).await, Err(StoreError::Conflict(_))));
    let fence = callcenter::store::Guard { stream: row.id, term: row.term, tip: None };
    let wrong: Vec<FigureRow> = rows(&*store, &Select::from(FIGURES).limit(1)).await.expect("it can be read");
    store
        .write(
            Write::guarded(journal.fence())
                .put(wrong.into_iter().map(|row| FigureRow { name: "x".to_owned(), ..row })),
        )
        .await
        .expect("it is ours");
    let late = recalc(&*store, &row, fence, |_| ()).await;
    assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
}
