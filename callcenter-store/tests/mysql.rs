//! MariaDB as it is: cut off, full, locked, of somebody else. The same suite as for every backend is in `conformance.rs`.

#![cfg(feature = "mysql")]

#[path = "servers/filled.rs"]
mod filled;
mod servers;
#[path = "servers/trials.rs"]
mod trials;

use std::sync::{Arc, OnceLock};

use callcenter_core::Timestamp;
use callcenter_store::{ARCHIVE, ArchiveRow, MysqlStore, Select, Store, StoreError, Write, conformance};
use serde_json::Value;
use servers::Server;

fn shared() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(Server::mariadb)
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
        trials::cut_off(Arc::new(Server::mariadb())).await;
    }

    fn a_server_that_is_away_is_said_to_be_and_met_again_when_it_is_back() {
        trials::away(Arc::new(Server::mariadb())).await;
    }

    fn a_full_disk_is_said_to_be_full_and_harms_nothing() {
        // Not the disk's own limit: where that is met in the middle of a change to its log, MariaDB ends itself.
        let room = "--innodb-data-file-path=ibdata1:12M:autoextend:max:80M";
        let server = Server::start(&["mariadb", "--innodb-file-per-table=0", room]);
        trials::full(&server.url("filling")).await;
    }

    fn writers_that_stand_in_each_others_way_both_get_through() {
        let server = Server::mariadb();
        let store = trials::opened(&server.url("deadlocks")).await;
        let count = "SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'";
        let deadlocks = || server.sql("deadlocks", count).split_whitespace().last().and_then(|n| n.parse().ok());
        trials::deadlocks(store, || deadlocks().expect("a number")).await;
    }

    fn a_writer_does_not_wait_for_ever() {
        let hold = "BEGIN; SELECT 1 FROM streams WHERE id = 1 FOR UPDATE; SELECT SLEEP(13); COMMIT";
        trials::held(Arc::new(Server::mariadb()), hold).await;
    }

    fn who_may_not_come_in_is_told_so_without_the_password() {
        trials::strangers(&shared().url("strangers")).await;
    }

    fn a_newer_database_is_left_alone() {
        trials::newer(shared(), "SHOW TABLES").await;
    }

    fn programs_that_start_together_make_the_tables_once() {
        trials::together(&shared().url("together")).await;
    }

    fn a_database_of_something_else_is_left_alone() {
        let url = shared().url("occupied");
        shared().sql("occupied", "CREATE TABLE legs (creatures int); CREATE TABLE hands (fingers int)");
        let error = MysqlStore::open(&url).await.expect_err("a table of ours is somebody else's");
        assert!(matches!(&error, StoreError::Invalid(why) if why.contains("legs")), "{error:?}");
        assert_eq!(shared().sql("occupied", "SHOW TABLES").split_whitespace().count(), 2);
    }

    fn a_migration_that_was_cut_off_is_made_again() {
        let url = shared().url("half");
        trials::with_one_entry(&url).await;
        shared().sql("half", "DELETE FROM callcenter_format; DROP TABLE calls; DROP VIEW v_visits");
        trials::opened(&url).await.close().await;
        assert_eq!(shared().sql("half", "SELECT COUNT(*) FROM v_calls UNION ALL SELECT COUNT(*) FROM v_visits"), "0\t0");
        assert_eq!(shared().sql("half", "SELECT tip FROM streams"), "1");
    }

    fn a_server_that_takes_no_changes_can_be_read() {
        let server = Server::mariadb();
        let url = server.url("readable");
        trials::with_one_entry(&url).await;
        let empty = server.url("readable_and_empty");
        server.sql("mysql", "SET GLOBAL read_only = 1");
        trials::unchangeable(&url, |error| matches!(error, StoreError::ReadOnly(_))).await;
        let error = MysqlStore::open(&empty).await.expect_err("no table can be made");
        assert!(matches!(error, StoreError::ReadOnly(_)), "{error:?}");
    }

    fn a_user_who_may_only_read_is_denied_to_write() {
        trials::with_one_entry(&shared().url("reader")).await;
        let reader = shared().url("onlooker").replace("/onlooker", "/reader").replace("//reader", "//onlooker");
        shared().sql("reader", "GRANT SELECT ON reader.* TO onlooker@'%'");
        trials::unchangeable(&reader, |error| matches!(error, StoreError::Denied(_))).await;
    }

    fn a_row_beyond_what_the_server_takes_at_once_is_refused_with_the_settings_name() {
        let store = trials::opened(&shared().url("packets")).await;
        let packet: usize = shared().sql("packets", "SELECT @@max_allowed_packet").parse().expect("a number");
        let row = |bytes: usize, piece| {
            let at = Timestamp::from_micros(1);
            ArchiveRow { stream: 1, piece, after: 0, from_at: at, until_at: at, bytes: 1, snapshot: None, data: vec![7; bytes] }
        };
        let error = store.write(Write::default().put([row(packet, 1)])).await.expect_err("too large");
        assert!(matches!(&error, StoreError::Invalid(why) if why.contains("max_allowed_packet")), "{error:?}");
        // Just below it, and many that are beyond it together.
        store.write(Write::default().put([row(packet - 100_000, 1)])).await.expect("it fits");
        store.write(Write::default().put((2..12).map(|piece| row(packet / 3, piece)))).await.expect("in pieces");
        assert_eq!(store.count(&Select::from(ARCHIVE)).await.expect("the server runs"), 11);
    }

    fn what_was_deleted_can_be_made_to_leave_the_files() {
        let size = "SELECT FILE_SIZE FROM information_schema.INNODB_SYS_TABLESPACES WHERE NAME = 'scrubbed/archive'";
        let size = || shared().sql("scrubbed", size).parse().expect("a number");
        trials::scrubbed(&shared().url("scrubbed"), size).await;
    }

    fn the_usual_questions_read_little_more_than_they_give() {
        let store = MysqlStore::open(&shared().url("filled")).await.expect("the server runs");
        filled::fill(shared(), "filled", |count| format!("seq_1_to_{count} AS s"));
        shared().sql("filled", "ANALYZE TABLE calls, legs, visits, attempts, talks, agent_spans, figures, journal, snapshots");
        for (name, select) in conformance::usual_selects() {
            let plan = store.plan(&select).await.expect("the server runs");
            let given = store.select(&select).await.expect("the server runs").len();
            let read = rows_read(&serde_json::from_str(&plan).expect("JSON"));
            assert!(read <= 3.0 * given as f64 + 100.0, "{name}: reads {read} rows to give {given}\n{plan}");
        }
    }
}

/// The rows that a plan says were read.
fn rows_read(plan: &Value) -> f64 {
    match plan {
        Value::Object(map) => {
            let own = map.get("table_name").and(map.get("r_rows")).and_then(Value::as_f64).unwrap_or(0.0);
            let loops = map.get("r_loops").and_then(Value::as_f64).unwrap_or(1.0);
            own * loops + map.values().map(rows_read).sum::<f64>()
        }
        Value::Array(all) => all.iter().map(rows_read).sum(),
        _ => 0.0,
    }
}
