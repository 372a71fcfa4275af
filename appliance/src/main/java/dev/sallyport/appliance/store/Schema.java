package dev.sallyport.appliance.store;

import java.util.List;
import java.util.stream.Stream;

/**
 * The tables, in SQL that H2 in its PostgreSQL mode and PostgreSQL both run. There are no migrations: a database of another
 * version is dropped and built again.
 *
 * <p>A row of a tag or a link says between which sequences of its stream it is so; the stream's row says which sequence is
 * shown. So to publish or to roll back is to change one row. A link says that a repository may give out a blob or a manifest; it
 * does as long as a release that is kept has it. What people push is of stream 0, which always shows its sequence 0; of a manifest there
 * {@code since} says when it was last put, or lost a tag or an index.
 *
 * <p>An edge says what a manifest is made of, whatever repository it is in. {@code unreferenced} has the content of local
 * repositories that nothing there refers to, and since when; {@code unread} the manifests whose bytes were gone when the rows were
 * written again, so that what they are made of is unknown.
 *
 * <p>A principal is a user; that {@code anonymous} has a row says that somebody decided who may do what. {@code failed_login} has the
 * last hour's.
 */
final class Schema {
    /** Changes whenever a table, or what is written into one, does. */
    static final long VERSION = 7;

    /** The sequence up to which a tag is shown while nothing has replaced it. */
    static final long OPEN = Long.MAX_VALUE;

    /** Every table of rows that the journal gives, in an order in which they can be emptied. */
    static final List<String> TABLES = join(
            List.of(
                    "tag",
                    "link",
                    "edge",
                    "unreferenced",
                    "unread",
                    "release",
                    "stream",
                    "repository",
                    "trusted_key",
                    "access_grant",
                    "access_token",
                    "failed_login",
                    "principal",
                    "quota"),
            join(NameRows.TABLES, join(ClientRows.TABLES, LayerUrlRows.TABLES)));

    /** The stream of local repositories, which has no name. */
    static final long LOCAL = 0;

    /** Rows that are always there. */
    static final String LOCAL_STREAM =
            "insert into stream (id, name, current_seq, high_seq, low_seq) values (0, '', 0, 0, 0)";

    private static final List<String> CONTENT = List.of(
            """
            create table applied (
                id smallint primary key,
                version bigint not null,
                number bigint not null,
                chain varchar(71) not null)
            """,
            """
            create table trusted_key (
                key_id varchar(71) not null,
                stream varchar(63) not null,
                publisher varchar(200) not null,
                repositories varchar(1024),
                aliases varchar(1024),
                threshold integer not null,
                added timestamp with time zone not null,
                revoked timestamp with time zone,
                primary key (key_id, stream))
            """,
            """
            create table stream (
                id bigint primary key,
                name varchar(63) not null unique,
                current_seq bigint not null,
                high_seq bigint not null,
                low_seq bigint not null)
            """,
            """
            create table release (
                stream bigint not null,
                seq bigint not null,
                statement varchar(71) not null unique,
                publisher varchar(1000) not null,
                created timestamp with time zone not null,
                published timestamp with time zone not null,
                actor varchar(200) not null,
                volumes integer not null,
                bytes bigint not null,
                tags bigint not null,
                primary key (stream, seq))
            """,
            """
            create table repository (
                id bigint primary key,
                name varchar(255) not null unique,
                bytes bigint not null)
            """,
            """
            create table tag (
                repo bigint not null,
                kind varchar(10) not null,
                name varchar(136) not null,
                stream bigint not null,
                from_seq bigint not null,
                to_seq bigint not null,
                digest varchar(135) not null,
                media_type varchar(255) not null,
                size bigint not null,
                platforms varchar(4000) not null,
                primary key (repo, kind, name, stream, from_seq))
            """,
            "create index tag_stream on tag (stream, to_seq, repo)",
            "create index tag_digest on tag (repo, digest)",
            """
            create table link (
                repo bigint not null,
                digest varchar(135) not null,
                kind varchar(10) not null,
                stream bigint not null,
                from_seq bigint not null,
                to_seq bigint not null,
                media_type varchar(255) not null,
                size bigint not null,
                subject varchar(135),
                artifact_type varchar(255),
                since timestamp with time zone,
                primary key (repo, digest, kind, stream, from_seq))
            """,
            "create index link_subject on link (repo, subject, digest)",
            "create index link_digest on link (digest)",
            "create index link_stream on link (stream, to_seq, repo)",
            """
            create table edge (
                parent varchar(135) not null,
                ord integer not null,
                child varchar(135) not null,
                kind varchar(10) not null,
                primary key (parent, ord))
            """,
            "create index edge_child on edge (child)",
            """
            create table unreferenced (
                repo bigint not null,
                digest varchar(135) not null,
                kind varchar(10) not null,
                since timestamp with time zone not null,
                primary key (repo, digest, kind))
            """,
            "create index unreferenced_since on unreferenced (since)",
            """
            create table quota (
                prefix varchar(255) primary key,
                bytes bigint not null)
            """,
            "create table unread (digest varchar(135) primary key)",
            """
            create table principal (
                name varchar(64) primary key,
                password varchar(255),
                generation bigint not null,
                added timestamp with time zone not null)
            """,
            """
            create table access_grant (
                name varchar(64) not null,
                role varchar(10) not null,
                repositories varchar(1024) not null,
                primary key (name, role, repositories))
            """,
            """
            create table access_token (
                id varchar(32) primary key,
                name varchar(64) not null,
                secret varchar(135) not null unique,
                label varchar(200) not null,
                created timestamp with time zone not null,
                expires timestamp with time zone)
            """,
            """
            create table failed_login (
                name varchar(64) not null,
                address varchar(64) not null,
                in_hour bigint not null,
                primary key (name, address))
            """,
            LOCAL_STREAM);

    static final List<String> STATEMENTS =
            join(CONTENT, join(NameRows.STATEMENTS, join(ClientRows.STATEMENTS, LayerUrlRows.STATEMENTS)));

    private Schema() {}

    private static List<String> join(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
