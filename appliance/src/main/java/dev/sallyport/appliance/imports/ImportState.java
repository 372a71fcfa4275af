package dev.sallyport.appliance.imports;

/** How far an import is. */
public enum ImportState {
    /** Its statement is verified; none of its content is here yet, and a volume is being read. */
    VERIFIED,
    /** A volume is being read. */
    STAGING,
    /** All of it is here and was checked; it waits to be published. */
    STAGED,
    /** It is a release. */
    PUBLISHED,
    /** It needs something: a volume, content of another bundle, space, time. Trying again goes on. */
    WAITING,
    /** A rule says no. Trying again asks the rule again. */
    REFUSED,
    /** A newer release of its stream was published before it. */
    SUPERSEDED
}
