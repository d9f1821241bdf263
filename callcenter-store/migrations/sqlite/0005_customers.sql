-- Format 5. Customers and their numbers.

-- A customer, or another contact.
CREATE TABLE customers (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    external_id TEXT,
    name TEXT NOT NULL,
    company TEXT NOT NULL,
    email TEXT NOT NULL,
    address TEXT NOT NULL,
    language TEXT NOT NULL,
    status TEXT NOT NULL,
    tags TEXT NOT NULL,
    note TEXT NOT NULL,
    words TEXT NOT NULL,
    sorted_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX customers_external ON customers (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX customers_sorted ON customers (sorted_by, id);

-- A number of a customer.
CREATE TABLE customer_numbers (
    customer TEXT NOT NULL,
    n INTEGER NOT NULL,
    kind TEXT NOT NULL,
    written TEXT NOT NULL,
    e164 TEXT,
    digits TEXT NOT NULL,
    tail TEXT NOT NULL,
    PRIMARY KEY (customer, n)
) STRICT;
CREATE INDEX customer_numbers_e164 ON customer_numbers (e164) WHERE e164 IS NOT NULL;
CREATE INDEX customer_numbers_tail ON customer_numbers (tail);
