package dev.sallyport.appliance.store;

import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MalformedValueException;

/** What a journal record can say; each kind knows its facts and how they are read again. */
sealed interface Change
        permits TrustChange, ReleaseChange, ContentChange, AccessChange, NameChange, QuotaChange, ClientChange {
    /** The record's action: its family, a dot, and what was done. */
    String action();

    /** The record's object. */
    String object();

    /** The record's facts: all that is needed to make the rows, besides a release's documents and content. */
    JsonObject facts();

    /** What {@code entry} says. */
    static Change parse(JournalRecord entry) throws MalformedJsonException, MalformedValueException {
        String action = entry.action();
        JsonReader facts = entry.reader();
        int dot = action.indexOf('.');
        return switch (dot < 0 ? action : action.substring(0, dot)) {
            case TrustChange.FAMILY -> TrustChange.read(action, facts);
            case ReleaseChange.FAMILY -> ReleaseChange.read(action, facts);
            case ContentChange.FAMILY -> ContentChange.read(action, facts);
            case AccessChange.FAMILY -> AccessChange.read(action, facts);
            case NameChange.FAMILY -> NameChange.read(action, facts);
            case QuotaChange.FAMILY -> QuotaChange.read(action, facts);
            case ClientChange.FAMILY -> ClientChange.read(action, facts);
            default -> throw unknown(action);
        };
    }

    /** The failure of a record whose action no version until this one wrote. */
    static MalformedJsonException unknown(String action) {
        return new MalformedJsonException("a journal record", "its action is unknown to this version: " + action);
    }
}
