//! PostgreSQL as it is: cut off, full, locked, of somebody else. The same suite as for every backend is in `conformance.rs`.

#![cfg(feature = "postgres")]

#[path = "servers/filled.rs"]
mod filled;
mod servers;
#[path = "servers/trials.rs"]
mod trials;

use std::sync::{Arc, OnceLock};

use callcenter_store::{PostgresStore, Store, StoreError, conformance};
use servers::Server;

fn shared() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(Server::postgres)
}

/// A test that has a server.
macro_rules! with_server {
    ($(fn $name:ident() $body:block)*) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            if !servers::left_out() $body
        }
    )*};
}

with_server! {
    fn what_was_acknowledged_survives_a_server_that_is_cut_off() {
        trials::cut_off(Arc::new(Server::postgres())).await;
    }

    fn a_server_that_is_away_is_said_to_be_and_met_again_when_it_is_back() {
        trials::away(Arc::new(Server::postgres())).await;
    }

    fn a_full_disk_is_said_to_be_full_and_harms_nothing() {
        let server = Server::start(&["postgres", "room", "120"]);
        let url = server.url("filling");
        server.sql("filling", "CREATE TABLE ballast AS SELECT n, md5(n::text) FROM generate_series(1, 400000) AS n");
        let store = trials::full(&url).await;
        server.sql("filling", "DROP TABLE ballast");
        trials::no_longer_full(&*store).await;
    }

    fn writers_that_stand_in_each_others_way_both_get_through() {
        let server = Server::postgres();
        let store = trials::opened(&server.url("deadlocks")).await;
        let log = "SELECT regexp_count(pg_read_file('../log'), 'deadlock detected')";
        trials::deadlocks(store, || server.sql("deadlocks", log).parse().expect("a number")).await;
    }

    fn a_writer_does_not_wait_for_ever() {
        let hold = "BEGIN; SELECT 1 FROM streams WHERE id = 1 FOR UPDATE; SELECT pg_sleep(13); COMMIT";
        trials::held(Arc::new(Server::postgres()), hold).await;
    }

    fn who_may_not_come_in_is_told_so_without_the_password() {
        trials::strangers(&shared().url("strangers")).await;
    }

    fn a_newer_database_is_left_alone() {
        trials::newer(shared(), "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'r'").await;
    }

    fn programs_that_start_together_make_the_tables_once() {
        trials::together(&shared().url("together")).await;
    }

    fn a_database_of_something_else_is_left_alone() {
        let url = shared().url("occupied");
        shared().sql("occupied", "CREATE TABLE legs (creatures int); CREATE TABLE hands (fingers int)");
        let error = PostgresStore::open(&url).await.expect_err("a table of ours is somebody else's");
        assert!(matches!(&error, StoreError::Invalid(why) if why.contains("legs")), "{error:?}");
        assert_eq!(shared().sql("occupied", "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"), "2");
    }

    fn a_database_that_takes_no_changes_can_be_read() {
        let url = shared().url("readable");
        trials::with_one_entry(&url).await;
        shared().sql("readable", "ALTER DATABASE readable SET default_transaction_read_only = on");
        trials::unchangeable(&url, |error| matches!(error, StoreError::ReadOnly(_))).await;
        let url = shared().url("readable_and_empty");
        shared().sql("readable_and_empty", "ALTER DATABASE readable_and_empty SET default_transaction_read_only = on");
        let error = PostgresStore::open(&url).await.expect_err("no table can be made");
        assert!(matches!(error, StoreError::ReadOnly(_)), "{error:?}");
    }

    fn a_user_who_may_only_read_is_denied_to_write() {
        trials::with_one_entry(&shared().url("reader")).await;
        let reader = shared().url("onlooker").replace("/onlooker", "/reader").replace("//reader", "//onlooker");
        shared().sql("reader", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO onlooker");
        trials::unchangeable(&reader, |error| matches!(error, StoreError::Denied(_))).await;
    }

    fn what_was_deleted_can_be_made_to_leave_the_files() {
        let size = || shared().sql("scrubbed", "SELECT pg_total_relation_size('archive')").parse().expect("a number");
        trials::scrubbed(&shared().url("scrubbed"), size).await;
    }

    fn the_usual_questions_read_little_more_than_they_give() {
        let store = PostgresStore::open(&shared().url("filled")).await.expect("the server runs");
        filled::fill(shared(), "filled", |count| format!("generate_series(CAST(1 AS bigint), {count}) AS s(seq)"));
        shared().sql("filled", "ANALYZE");
        for (name, select) in conformance::usual_selects() {
            let plan = store.plan(&select).await.expect("the server runs");
            assert!(!plan.contains("Seq Scan"), "{name}: reads a whole table\n{plan}");
            let given = store.select(&select).await.expect("the server runs").len();
            let read = rows_read(&plan);
            assert!(read <= 2 * given + 100, "{name}: reads {read} rows to give {given}\n{plan}");
        }
    }
}

/// The rows that a plan says were read: those of its largest step, and those that were looked at in vain.
fn rows_read(plan: &str) -> usize {
    let number = |text: &str| text.split(' ').next().and_then(|rows| rows.parse::<usize>().ok());
    let steps = plan.lines().filter_map(|line| number(line.split_once("(actual rows=")?.1));
    let beside =
        plan.lines().filter_map(|line| number(line.trim().strip_prefix("Rows Removed by Filter: ")?));
    steps.max().expect("a plan has steps") + beside.sum::<usize>()
}
