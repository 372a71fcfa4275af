package dev.sallyport.agent.registry;

/** What a request asks for; those for manifests by GET are what registries with a pull limit count. */
public enum RequestKind {
    HEAD_MANIFEST,
    GET_MANIFEST,
    GET_REFERRERS,
    GET_BLOB,
    LIST_TAGS,
    LIST_REPOSITORIES,
    SEARCH,
    TOKEN,
    /** A layer at an address of its own, which no registry has. */
    FOREIGN_LAYER,
    /** Something that is not of a registry: a chart repository's index, a chart. */
    WEB;

    boolean isHead() {
        return this == HEAD_MANIFEST;
    }
}
