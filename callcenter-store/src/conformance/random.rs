//! Generated rows and questions: what the reference answers must be answered, in the same order.

use std::sync::Arc;

use callcenter_core::{Span, Timestamp};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select as one_of;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::{Case, Checked, all, case, fine, same};
use crate::memory::MemoryStore;
use crate::row::{VISITS, VisitRow};
use crate::select::{Condition, Select};
use crate::store::{Store, Write};
use crate::value::Value;

pub(super) const CASES: &[Case] =
    &[case!("generated writes and questions are answered as the reference does", generated)];

/// Sets of rows that are generated, and questions about each.
const SETS: usize = 24;
const QUESTIONS: usize = 24;

/// How often a failing question is made simpler before it is shown.
const SIMPLER_MAX: usize = 200;

async fn generated(store: Arc<dyn Store>) -> Checked {
    // Always the same sequence: a failure can be seen again.
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config { failure_persistence: None, ..Config::default() }, rng);
    let reference = MemoryStore::new();
    for _ in 0..SETS {
        let put = made(&mut runner, &vec(visit(), 0..40))?.current();
        let conditions = made(&mut runner, &vec(condition(), 1..3))?.current();
        // The last of several with the same key.
        let put: std::collections::BTreeMap<_, _> =
            put.into_iter().map(|row| ((row.call_id.clone(), row.n), row)).collect();
        let write = Write::default().delete(VISITS, conditions).put(put.into_values());
        fine("the reference", reference.write(write.clone()).await)?;
        fine("write", store.write(write.clone()).await)?;
        let what = format!("after {:?}", write.deletes[0].conditions);
        same(&what, &all(&*store, VISITS).await?, &all(&reference, VISITS).await?)?;
        for _ in 0..QUESTIONS {
            let mut question = made(&mut runner, &question())?;
            let Err(why) = answered(&*store, &reference, &question.current()).await else { continue };
            return Err(simplest(&*store, &reference, &mut question, why).await);
        }
    }
    Ok(())
}

fn made<S: Strategy>(runner: &mut TestRunner, strategy: &S) -> Result<S::Tree, String> {
    strategy.new_tree(runner).map_err(|reason| reason.to_string())
}

async fn answered(store: &dyn Store, reference: &dyn Store, question: &Select) -> Checked {
    let what = format!("{question:?}");
    let expected = fine("the reference", reference.select(question).await)?;
    same(&what, &fine(&what, store.select(question).await)?, &expected)?;
    let expected = fine("the reference", reference.count(question).await)?;
    same(&format!("count of {what}"), &fine(&what, store.count(question).await)?, &expected)
}

/// What is wrong with the simplest question that still fails.
async fn simplest(
    store: &dyn Store,
    reference: &dyn Store,
    question: &mut impl ValueTree<Value = Select>,
    mut why: String,
) -> String {
    let mut fails = true;
    for _ in 0..SIMPLER_MAX {
        if !(if fails { question.simplify() } else { question.complicate() }) {
            break;
        }
        let checked = answered(store, reference, &question.current()).await;
        fails = checked.is_err();
        if let Err(simpler) = checked {
            why = simpler;
        }
    }
    why
}

/// Few different ones, so that rows are often alike, and alike in all but a little.
const TEXTS: [&str; 12] = ["", "a", "A", "a ", "b", "ab", "a%", "a_b", "ä", "Ä", "📞", "support"];

fn text() -> impl Strategy<Value = String> {
    one_of(TEXTS.as_slice()).prop_map(str::to_owned)
}

fn number() -> impl Strategy<Value = i64> {
    prop_oneof![8 => -3..4_i64, 1 => Just(i64::MIN), 1 => Just(i64::MAX)]
}

fn visit() -> impl Strategy<Value = VisitRow> {
    let moments = (option::of(number()), option::of(number()), option::of(number()));
    (text(), 0..4_u32, text(), moments, text()).prop_map(
        |(call_id, n, queue, (entered, left, wait), result)| VisitRow {
            stream: 1,
            call_id,
            n,
            queue,
            entered_at: entered.map(Timestamp::from_micros),
            left_at: left.map(Timestamp::from_micros),
            wait: wait.map(Span::from_micros),
            result,
        },
    )
}

const TEXT_COLUMNS: [&str; 3] = ["call_id", "queue", "result"];
const NUMBER_COLUMNS: [&str; 5] = ["stream", "n", "entered_at", "left_at", "wait"];

/// A column with a value that it can be compared with, now and then nothing.
fn compared() -> impl Strategy<Value = (&'static str, Value)> {
    let texts = (one_of(TEXT_COLUMNS.as_slice()), text().prop_map(Value::from));
    let numbers = (one_of(NUMBER_COLUMNS.as_slice()), number().prop_map(Value::from));
    (prop_oneof![texts, numbers], 0..12_u8)
        .prop_map(|((column, value), nothing)| (column, if nothing == 0 { Value::Null } else { value }))
}

fn column() -> impl Strategy<Value = &'static str> {
    prop_oneof![one_of(TEXT_COLUMNS.as_slice()), one_of(NUMBER_COLUMNS.as_slice())]
}

fn condition() -> impl Strategy<Value = Condition> {
    let simple = prop_oneof![
        compared().prop_map(|(column, value)| Condition::Is(column, value)),
        compared().prop_map(|(column, value)| Condition::IsNot(column, value)),
        compared().prop_map(|(column, value)| Condition::Below(column, value)),
        compared().prop_map(|(column, value)| Condition::AtMost(column, value)),
        compared().prop_map(|(column, value)| Condition::Above(column, value)),
        compared().prop_map(|(column, value)| Condition::AtLeast(column, value)),
        column().prop_map(Condition::Empty),
        column().prop_map(Condition::Filled),
        (one_of(TEXT_COLUMNS.as_slice()), text())
            .prop_map(|(column, text)| Condition::Contains(column, text)),
        (one_of(TEXT_COLUMNS.as_slice()), vec(text().prop_map(Value::from), 0..4))
            .prop_map(|(column, values)| Condition::In(column, values)),
        (one_of(NUMBER_COLUMNS.as_slice()), vec(number().prop_map(Value::from), 0..4))
            .prop_map(|(column, values)| Condition::In(column, values)),
    ];
    simple.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Condition::Any),
            vec(inner, 0..4).prop_map(Condition::All)
        ]
    })
}

fn question() -> impl Strategy<Value = Select> {
    (vec(column(), 0..4), vec(condition(), 0..3), vec((column(), any::<bool>()), 0..4), option::of(0..20_u64))
        .prop_map(|(columns, conditions, order, limit)| Select {
            table: VISITS,
            columns,
            conditions,
            order,
            limit,
        })
}
