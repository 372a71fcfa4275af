package dev.sallyport.oci;

/** A mutable pointer's name: a letter, digit or underscore, then at most 127 more of those, dots and dashes. */
public record Tag(String name) implements Comparable<Tag> {
    public Tag {
        if (!Names.isTag(name)) {
            throw new IllegalArgumentException("Not a tag: " + Printable.shorten(name));
        }
    }

    /** Reads a tag. */
    public static Tag parse(String text) throws MalformedValueException {
        if (!Names.isTag(text)) {
            throw new MalformedValueException(
                    "tag", text, "at most 128 letters, digits, '_', '.' and '-', not starting with '.' or '-'");
        }
        return new Tag(text);
    }

    @Override
    public int compareTo(Tag other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
