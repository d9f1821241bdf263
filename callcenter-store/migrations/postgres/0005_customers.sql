-- Format 5. Customers and their numbers.

-- A customer, or another contact.
CREATE TABLE customers (
    id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    external_id text COLLATE "C",
    name text COLLATE "C" NOT NULL,
    company text COLLATE "C" NOT NULL,
    email text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL,
    language text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    tags text COLLATE "C" NOT NULL,
    note text COLLATE "C" NOT NULL,
    words text COLLATE "C" NOT NULL,
    sorted_by text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX customers_external ON customers (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX customers_sorted ON customers (sorted_by, id);

-- A number of a customer.
CREATE TABLE customer_numbers (
    customer text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    written text COLLATE "C" NOT NULL,
    e164 text COLLATE "C",
    digits text COLLATE "C" NOT NULL,
    tail text COLLATE "C" NOT NULL,
    PRIMARY KEY (customer, n)
);
CREATE INDEX customer_numbers_e164 ON customer_numbers (e164) WHERE e164 IS NOT NULL;
CREATE INDEX customer_numbers_tail ON customer_numbers (tail);
