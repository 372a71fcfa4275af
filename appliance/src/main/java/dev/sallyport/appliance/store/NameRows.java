package dev.sallyport.appliance.store;

import dev.sallyport.appliance.store.NameChange.AliasRemoved;
import dev.sallyport.appliance.store.NameChange.AliasSet;
import dev.sallyport.appliance.store.NameChange.StreamsOrdered;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Tag;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of what names mean. What a release brings is valid between two sequences of its stream, as its tags are: to roll
 * back is to change the stream's row.
 */
final class NameRows {
    /** The stream of what an administrator made. */
    static final long ADMINISTRATOR = 0;

    static final List<String> TABLES = List.of("alias", "derived_tag", "left_out", "stream_order", "tag_history");

    /** Those of them whose rows are valid between two sequences of a stream. */
    static final List<String> RANGES = List.of("alias", "derived_tag", "left_out");

    static final List<String> STATEMENTS = List.of(
            // An alias without a tag is one of a repository; the empty text stands for none.
            """
            create table alias (
                name varchar(255) not null,
                tag varchar(128) not null,
                target varchar(255) not null,
                target_tag varchar(128) not null,
                stream bigint not null,
                from_seq bigint not null,
                to_seq bigint not null,
                primary key (name, tag, stream, from_seq))
            """,
            // What is asked for and not there, and the tag it stands for; other is not null where that is a tie.
            """
            create table derived_tag (
                repo bigint not null,
                name varchar(128) not null,
                stream bigint not null,
                from_seq bigint not null,
                to_seq bigint not null,
                target varchar(128) not null,
                other varchar(128),
                primary key (repo, name, stream, from_seq))
            """,
            "create index derived_tag_stream on derived_tag (stream, to_seq, repo)",
            // Content by its parent's digest; an image without one, as REPOSITORY:TAG.
            """
            create table left_out (
                stream bigint not null,
                parent varchar(135) not null,
                child varchar(520) not null,
                platforms varchar(1000) not null,
                reason varchar(400) not null,
                from_seq bigint not null,
                to_seq bigint not null,
                primary key (stream, parent, child, from_seq))
            """,
            "create index left_out_child on left_out (child)",
            """
            create table stream_order (
                stream varchar(63) primary key,
                place integer not null)
            """,
            // What local tags named before; those of streams are in the releases that are kept.
            """
            create table tag_history (
                repository varchar(255) not null,
                tag varchar(128) not null,
                number bigint not null,
                at timestamp with time zone not null,
                actor varchar(200) not null,
                digest varchar(135) not null,
                primary key (repository, tag, number))
            """,
            // Which streams show something in a repository, however many tags it has.
            "create index tag_repository on tag (repo, stream, to_seq)");

    private NameRows() {}

    static void apply(Connection connection, NameChange change) throws SQLException {
        if (change instanceof AliasSet set) {
            remove(connection, set.alias());
            insert(connection, set);
        } else if (change instanceof AliasRemoved removed) {
            remove(connection, removed.alias());
        } else if (change instanceof StreamsOrdered ordered) {
            order(connection, ordered.streams());
        }
    }

    private static void insert(Connection connection, AliasSet set) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into alias (name, tag, target, target_tag,"
                + " stream, from_seq, to_seq) values (?, ?, ?, ?, ?, 0, ?)")) {
            insert.setString(1, set.alias().repository().value());
            insert.setString(2, text(set.alias().tag()));
            insert.setString(3, set.target().repository().value());
            insert.setString(4, text(set.target().tag()));
            insert.setLong(5, ADMINISTRATOR);
            insert.setLong(6, Schema.OPEN);
            insert.executeUpdate();
        }
    }

    private static void remove(Connection connection, ImageName alias) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from alias where name = ? and tag = ? and stream = ?")) {
            delete.setString(1, alias.repository().value());
            delete.setString(2, text(alias.tag()));
            delete.setLong(3, ADMINISTRATOR);
            delete.executeUpdate();
        }
    }

    private static void order(Connection connection, List<StreamName> streams) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from stream_order");
                PreparedStatement insert =
                        connection.prepareStatement("insert into stream_order (stream, place) values (?, ?)")) {
            delete.executeUpdate();
            for (int place = 0; place < streams.size(); place++) {
                insert.setString(1, streams.get(place).value());
                insert.setInt(2, place);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    static String text(@Nullable Tag tag) {
        return tag == null ? "" : tag.name();
    }
}
