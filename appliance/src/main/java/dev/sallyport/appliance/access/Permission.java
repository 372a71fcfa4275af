package dev.sallyport.appliance.access;

/** What a request wants to do. */
public enum Permission {
    /** Read a repository: manifests, blobs, tags, referrers, its name in a list. */
    PULL,
    /** Write into a repository, open and cancel uploads included. */
    PUSH,
    /** Delete a repository's manifests, tags and blobs. */
    DELETE,
    /** Change the appliance. */
    ADMIN,
    /** Read what the appliance says of itself, the journal included. */
    AUDIT
}
