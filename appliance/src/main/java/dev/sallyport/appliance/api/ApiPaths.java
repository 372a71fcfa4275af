package dev.sallyport.appliance.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where things are under the server's address. */
public final class ApiPaths {
    public static final String STATUS = "/api/v1/status";
    public static final String TRUST = "/api/v1/trust";
    public static final String TRUST_REVOKE = TRUST + "/revoke";
    public static final String IMPORTS = "/api/v1/imports";
    public static final String VOLUMES = IMPORTS + "/volumes";
    public static final String RELEASES = "/api/v1/releases";
    public static final String IMAGES = "/api/v1/images";
    public static final String USERS = "/api/v1/users";
    public static final String USERS_REMOVE = USERS + "/remove";
    public static final String USERS_PASSWORD = USERS + "/password";
    public static final String USERS_GRANT = USERS + "/grant";
    public static final String USERS_REVOKE = USERS + "/revoke";
    public static final String TOKENS = "/api/v1/tokens";
    public static final String TOKENS_REVOKE = TOKENS + "/revoke";
    public static final String AUDIT = "/api/v1/audit";
    public static final String RESOLVE = "/api/v1/resolve";
    public static final String HISTORY = "/api/v1/history";
    public static final String TAGS = "/api/v1/tags";
    public static final String TAGS_REMOVE = TAGS + "/remove";
    public static final String ALIASES = "/api/v1/aliases";
    public static final String ALIASES_REMOVE = ALIASES + "/remove";
    public static final String STREAMS = "/api/v1/streams";
    public static final String STREAMS_ORDER = STREAMS + "/order";
    public static final String ROLLBACK = STREAMS + "/rollback";
    public static final String REBUILD = "/api/v1/rebuild";
    public static final String GC = "/api/v1/gc";
    public static final String SCRUB = "/api/v1/scrub";
    public static final String QUOTAS = "/api/v1/quotas";
    public static final String QUOTAS_REMOVE = QUOTAS + "/remove";
    public static final String CLIENTS = "/api/v1/clients";
    public static final String CLIENTS_CHECK = CLIENTS + "/check";

    /** The content type of a volume stream, whole or with blobs left out. */
    public static final String VOLUME_TYPE = "application/vnd.sallyport.volume.v1+tar";

    /** The content type of a failure, RFC 9457. */
    public static final String PROBLEM_TYPE = "application/problem+json";

    /** The content type of JSON objects, one a line. */
    public static final String LINES_TYPE = "application/x-ndjson";

    private ApiPaths() {}

    /** Where the journal is asked for, from {@code since} on, a time as {@link java.time.Instant} writes it; empty for all of it. */
    public static String auditSince(String since) {
        return since.isEmpty() ? AUDIT : AUDIT + "?since=" + URLEncoder.encode(since, StandardCharsets.UTF_8);
    }

    /** Where the images after a page are asked for; {@code after} is what that page gave, or empty for the first. */
    public static String imagesAfter(String after) {
        return after.isEmpty() ? IMAGES : IMAGES + "?after=" + URLEncoder.encode(after, StandardCharsets.UTF_8);
    }

    /** Where a tag's history after a page is asked for; {@code after} is what that page gave, or empty for the first. */
    public static String history(String reference, String after) {
        return HISTORY + "?ref=" + URLEncoder.encode(reference, StandardCharsets.UTF_8)
                + (after.isEmpty() ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8));
    }

    /** Where one collection is asked for. */
    public static String gc(long job) {
        return GC + '/' + job;
    }

    /** Where it is asked what {@code reference} means; {@code platform} may be empty. */
    public static String resolve(String reference, String platform) {
        return RESOLVE + "?ref=" + URLEncoder.encode(reference, StandardCharsets.UTF_8)
                + (platform.isEmpty() ? "" : "&platform=" + URLEncoder.encode(platform, StandardCharsets.UTF_8));
    }

    /** Where one reading of all blobs is asked for. */
    public static String scrub(long job) {
        return SCRUB + "/jobs/" + job;
    }

    /** Where one import is asked for. */
    public static String importOf(String id) {
        return IMPORTS + '/' + id;
    }

    /** Where it is asked for what the bundle of an import was made without. */
    public static String omitted(String id) {
        return importOf(id) + "/omitted";
    }

    /** Where {@code action}, one of {@code publish}, {@code discard} and {@code abandon}, is asked for. */
    public static String importAction(String id, String action) {
        return importOf(id) + '/' + action;
    }

    /** Where the blobs are asked for that an import lacks of volume {@code number}. */
    public static String wanted(String id, int number) {
        return importOf(id) + "/wanted?volume=" + number;
    }
}
