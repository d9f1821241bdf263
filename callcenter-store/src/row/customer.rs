//! People and firms outside: who calls.

use callcenter_core::Timestamp;

use crate::table::tables;

tables! {
    /// A customer, or another contact.
    CustomerRow in CUSTOMERS = "customers", key 1 {
        /// The customer's id.
        id: String,
        /// Counts the changes, from 1.
        version: i64,
        /// `customer`, `lead` or `contact`.
        kind: String,
        /// What another program calls the customer; absent: none does.
        external_id: Option<String>,
        /// The name.
        name: String,
        /// The firm; empty: none.
        company: String,
        /// The mail address; empty: none.
        email: String,
        /// The postal address, in lines; empty: none.
        address: String,
        /// The language, as `de` or `pt-BR`; empty: not known.
        language: String,
        /// How it stands with the customer, in the house's words; empty: nothing said.
        status: String,
        /// Words by which the house finds the customer, as a JSON list.
        tags: String,
        /// What everybody should know, in lines; empty: nothing.
        note: String,
        /// Name, firm, mail address and foreign id in small letters: what is searched.
        words: String,
        /// The name in small letters, cut: by it lists are ordered.
        sorted_by: String,
        /// When the customer was put in.
        created_at: Timestamp,
        /// When it was last changed.
        changed_at: Timestamp,
    }

    /// A number of a customer.
    CustomerNumberRow in CUSTOMER_NUMBERS = "customer_numbers", key 2 {
        /// The customer.
        customer: String,
        /// Counts the customer's numbers, from 1.
        n: u32,
        /// `mobile`, `work`, `home`, `fax`, `extension`, `other`.
        kind: String,
        /// As somebody wrote it.
        written: String,
        /// With its country, as `+49301234567`; absent: it is none that can be called from everywhere.
        e164: Option<String>,
        /// All its digits: those of the number with its country, else as written.
        digits: String,
        /// The last seven of its digits; all of a shorter one.
        tail: String,
    }
}
