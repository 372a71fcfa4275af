package dev.sallyport.appliance.store;

/** Parts of queries that put streams, as {@code s}, into the administrator's order. */
final class StreamOrder {
    /** To go after the tables. */
    static final String JOIN = " left join stream_order o on o.stream = s.name";

    /** The columns to order by; a stream that nobody placed comes after those that are. */
    static final String ORDER = "coalesce(o.place, 1000000), s.id";

    private StreamOrder() {}
}
