package dev.sallyport.appliance.http;

/**
 * What a {@code Range} header asks of content whose size is known.
 *
 * <p>Several ranges, another unit and what is no range at all count as if the header were not there. A range that begins
 * past its own end is not satisfiable: the distribution specification's conformance tests want 416 for it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-range-requests">RFC 9110, range requests</a>
 */
public sealed interface RangeRequest {
    /** All of it: 200. */
    record Whole() implements RangeRequest {}

    /** {@code length} bytes beginning at {@code from}, at least one, all within the content: 206. */
    record Part(long from, long length) implements RangeRequest {
        /** The {@code Content-Range} of the answer. */
        public String contentRange(long size) {
            return "bytes " + from + '-' + (from + length - 1) + '/' + size;
        }
    }

    /** None of it: 416. */
    record Unsatisfiable() implements RangeRequest {
        /** The {@code Content-Range} of the answer. */
        public String contentRange(long size) {
            return "bytes */" + size;
        }
    }
}
