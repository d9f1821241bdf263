//! A question means the same in every database.

use std::sync::Arc;

use callcenter_core::{Span, Timestamp};

use super::{Case, Checked, case, fine, invalid, refused, same};
use crate::row::{TRANSFERS, TransferRow};
use crate::select::{Condition, Select};
use crate::store::{Store, Write};
use crate::value::Value;
use crate::{CONDITIONS_MAX, DEPTH_MAX, VALUES_MAX};

pub(super) const CASES: &[Case] = &[
    case!("a condition holds for the rows that it should", conditions),
    case!("a search finds texts with ASCII letters alike and all else as it is", searches),
    case!("rows come in the order asked, nothing first, and then by their key", order),
    case!("only the columns asked for come, as often and in the order asked", columns),
    case!("questions up to the limits are answered and others refused", limits),
];

/// Rows numbered 0, 1, 2 …, told apart by their `n`.
async fn put(store: &dyn Store, rows: Vec<TransferRow>) -> Checked {
    fine("put", store.write(Write::default().put_new(rows)).await)
}

fn transfer(n: u32, by_whom: Option<&str>, at: Option<i64>) -> TransferRow {
    TransferRow {
        stream: 1,
        call_id: "call".to_owned(),
        n,
        kind: "blind".to_owned(),
        by_whom: by_whom.map(str::to_owned),
        to_whom: None,
        at: at.map(Timestamp::from_micros),
        result: None,
        consult: at.map(Span::from_micros),
        blonde: n % 2 == 1,
        to_queue: None,
    }
}

async fn numbers(store: &dyn Store, select: Select) -> Result<Vec<i64>, String> {
    let rows = fine("select", store.select(&select.clone().columns(&["n"])).await)?;
    let count = fine("count", store.count(&select).await)?;
    if select.limit.is_none() {
        same("the count of the same question", &count, &(rows.len() as u64))?;
    }
    rows.into_iter()
        .map(|row| match row[..] {
            [Value::Int(n)] => Ok(n),
            _ => Err(format!("one number was asked for, not {row:?}")),
        })
        .collect()
}

async fn conditions(store: Arc<dyn Store>) -> Checked {
    let rows = [
        (Some("1"), Some(-5)),
        (Some("10"), Some(0)),
        (Some("2"), Some(5)),
        (None, Some(7)),
        (Some(""), None),
    ];
    put(&*store, rows.into_iter().zip(0..).map(|((by, at), n)| transfer(n, by, at)).collect()).await?;
    let null = || Value::Null;
    let cases: Vec<(Condition, Vec<i64>)> = vec![
        (Condition::Is("by_whom", "1".into()), vec![0]),
        (Condition::Is("by_whom", "".into()), vec![4]),
        (Condition::Is("by_whom", "1 ".into()), vec![]),
        (Condition::Is("by_whom", null()), vec![]),
        (Condition::Is("blonde", true.into()), vec![1, 3]),
        (Condition::Is("blonde", 5.into()), vec![]),
        (Condition::IsNot("by_whom", "1".into()), vec![1, 2, 3, 4]),
        (Condition::IsNot("by_whom", null()), vec![0, 1, 2, 3, 4]),
        (Condition::IsNot("kind", "blind".into()), vec![]),
        (Condition::In("by_whom", vec!["2".into(), null(), "1".into(), "2".into()]), vec![0, 2]),
        (Condition::In("by_whom", vec![null()]), vec![]),
        (Condition::In("by_whom", vec![]), vec![]),
        (Condition::In("at", vec![0.into(), 7.into()]), vec![1, 3]),
        (Condition::Below("by_whom", "2".into()), vec![0, 1, 4]),
        (Condition::Below("at", 0.into()), vec![0]),
        (Condition::AtMost("at", 0.into()), vec![0, 1]),
        (Condition::Above("at", 0.into()), vec![2, 3]),
        (Condition::AtLeast("at", 0.into()), vec![1, 2, 3]),
        (Condition::AtLeast("at", null()), vec![]),
        (Condition::Above("by_whom", "".into()), vec![0, 1, 2]),
        (Condition::Empty("by_whom"), vec![3]),
        (Condition::Filled("by_whom"), vec![0, 1, 2, 4]),
        (Condition::Empty("kind"), vec![]),
        (Condition::Any(vec![]), vec![]),
        (Condition::All(vec![]), vec![0, 1, 2, 3, 4]),
        (
            Condition::Any(vec![
                Condition::Empty("at"),
                Condition::All(vec![Condition::Above("at", 0.into()), Condition::Filled("by_whom")]),
            ]),
            vec![2, 4],
        ),
    ];
    for (condition, expected) in cases {
        let what = format!("{condition:?}");
        same(&what, &numbers(&*store, Select::from(TRANSFERS).only(condition)).await?, &expected)?;
    }
    let both =
        Select::from(TRANSFERS).only(Condition::Above("at", (-5).into())).only(Condition::Filled("by_whom"));
    same("two conditions", &numbers(&*store, both).await?, &vec![1, 2])
}

async fn searches(store: Arc<dyn Store>) -> Checked {
    let texts = [
        "Anna Köhler",
        "anna",
        "ANNA KÖHLER",
        "50%",
        "50 _",
        "a\\b",
        "a.b",
        "axb",
        "[a]",
        "(a|b)*",
        "^a$",
        "'quoted'",
        "Straße",
        "STRASSE",
        "\u{212a}elvin",
        "kelvin",
        "ſ",
        "S",
        "İ",
        "i",
        "",
        "tab\there",
        "line\nbreak",
        "📞 Anna",
        "a!b",
        "a{2}",
        "+49 (30) 123",
        "~`@#&-=;:,<>/?",
    ];
    let rows: Vec<_> = texts.iter().zip(0..).map(|(text, n)| transfer(n, Some(text), None)).collect();
    put(&*store, [rows, vec![transfer(1_000, None, None)]].concat()).await?;
    let needles = [
        "anna",
        "NN",
        "köhler",
        "KÖHLER",
        "öH",
        "%",
        "_",
        "\\",
        ".",
        "a.b",
        "[a]",
        "(a|b)*",
        "^",
        "$",
        "'",
        "ß",
        "ss",
        "k",
        "K",
        "\u{212a}",
        "s",
        "ſ",
        "i",
        "İ",
        "",
        " ",
        "\t",
        "\n",
        "📞",
        "a!b",
        "!",
        "a{2}",
        "{",
        "+49 (",
        "?",
        "~`@",
        "&-=;:,<>/?",
        "#",
        "nothing of all these",
    ];
    for needle in needles {
        let expected: Vec<i64> = (0..)
            .zip(texts)
            .filter(|(_, text)| text.to_ascii_lowercase().contains(&needle.to_ascii_lowercase()))
            .map(|(n, _)| n)
            .collect();
        let select = Select::from(TRANSFERS).only(Condition::Contains("by_whom", needle.to_owned()));
        same(&format!("what has {needle:?} in it"), &numbers(&*store, select).await?, &expected)?;
    }
    Ok(())
}

async fn order(store: Arc<dyn Store>) -> Checked {
    let rows = [(Some("b"), Some(2)), (None, Some(1)), (Some("a"), Some(2)), (Some("B"), None), (None, None)];
    put(&*store, rows.into_iter().zip(0..).map(|((by, at), n)| transfer(n, by, at)).collect()).await?;
    let cases: [(Select, Vec<i64>); 9] = [
        (Select::from(TRANSFERS), vec![0, 1, 2, 3, 4]),
        (Select::from(TRANSFERS).by("by_whom"), vec![1, 4, 3, 2, 0]),
        (Select::from(TRANSFERS).latest_first("by_whom"), vec![0, 2, 3, 4, 1]),
        (Select::from(TRANSFERS).by("at"), vec![3, 4, 1, 0, 2]),
        (Select::from(TRANSFERS).latest_first("at"), vec![2, 0, 1, 4, 3]),
        (Select::from(TRANSFERS).latest_first("at").by("by_whom"), vec![2, 0, 1, 4, 3]),
        (Select::from(TRANSFERS).by("at").latest_first("by_whom").limit(3), vec![3, 4, 1]),
        (Select::from(TRANSFERS).latest_first("n").limit(2), vec![4, 3]),
        (Select::from(TRANSFERS).by("call_id").latest_first("stream").latest_first("at").limit(1), vec![2]),
    ];
    for (select, expected) in cases {
        let what = format!("{:?}, {:?}", select.order, select.limit);
        same(&what, &numbers(&*store, select).await?, &expected)?;
    }
    for (limit, rows) in [(0, 0), (1, 1), (5, 5), (6, 5), (u64::MAX, 5)] {
        let found = numbers(&*store, Select::from(TRANSFERS).limit(limit)).await?.len();
        same(&format!("at most {limit}"), &found, &rows)?;
        let select = Select::from(TRANSFERS).limit(limit).latest_first("at").columns(&["kind"]);
        same("the count, whatever the limit", &fine("count", store.count(&select).await)?, &5)?;
    }
    Ok(())
}

async fn columns(store: Arc<dyn Store>) -> Checked {
    put(&*store, vec![transfer(3, Some("x"), None)]).await?;
    let select = Select::from(TRANSFERS).columns(&["blonde", "n", "by_whom", "n", "at"]);
    let found = fine("select", store.select(&select).await)?;
    same("cells", &found, &vec![vec![1.into(), 3.into(), "x".into(), 3.into(), Value::Null]])?;
    for select in [
        Select::from(TRANSFERS).columns(&["nobody"]),
        Select::from(TRANSFERS).by("nobody"),
        Select::from(TRANSFERS).only(Condition::Empty("nobody")),
        Select::from(TRANSFERS).only(Condition::Any(vec![Condition::Is("n\" = 1; --", 1.into())])),
        Select::from(TRANSFERS).only(Condition::Is("n", "3".into())),
        Select::from(TRANSFERS).only(Condition::Contains("n", "3".to_owned())),
        Select::from(TRANSFERS).only(Condition::Above("kind", 3.into())),
    ] {
        refused(&format!("{select:?}"), store.select(&select).await, invalid)?;
    }
    Ok(())
}

async fn limits(store: Arc<dyn Store>) -> Checked {
    put(&*store, (0..100).map(|n| transfer(n, None, Some(n.into()))).collect()).await?;
    let values = |count: usize| (0..count as i64).map(|n| Value::Int(n * 10)).collect();
    let select = Select::from(TRANSFERS).only(Condition::In("at", values(VALUES_MAX)));
    same("of many values", &numbers(&*store, select).await?.len(), &10)?;
    let select = Select::from(TRANSFERS).only(Condition::In("at", values(VALUES_MAX + 1)));
    refused("of too many values", store.select(&select).await, invalid)?;
    let any = |count: usize| {
        Condition::Any((1..count).map(|n| Condition::Is("at", Value::Int(n as i64 * 20))).collect())
    };
    let select = Select::from(TRANSFERS).only(any(CONDITIONS_MAX));
    same("of many conditions", &numbers(&*store, select).await?, &vec![20, 40, 60, 80])?;
    let select = Select::from(TRANSFERS).only(any(CONDITIONS_MAX + 1));
    refused("of too many conditions", store.count(&select).await, invalid)?;
    let nested = |depth: usize| {
        (0..depth).fold(Condition::Is("at", 7.into()), |inner, depth| match depth % 2 {
            0 => Condition::Any(vec![inner]),
            _ => Condition::All(vec![inner, Condition::Filled("at")]),
        })
    };
    let select = Select::from(TRANSFERS).only(nested(DEPTH_MAX));
    same("nested", &numbers(&*store, select).await?, &vec![7])?;
    let select = Select::from(TRANSFERS).only(nested(DEPTH_MAX + 1));
    refused("nested too deeply", store.select(&select).await, invalid)
}
