package dev.sallyport.appliance.clients;

import java.util.ArrayList;
import java.util.List;

/** Text for people that goes with a client's files. */
final class Readme {
    private static final String NAME = "README.md";

    private final ClientFacts facts;
    private final List<String> parts = new ArrayList<>();

    Readme(String client, ClientFacts facts) {
        this.facts = facts;
        parts.add("# " + client + " and the appliance at " + facts.host() + "\n");
        parts.add("Made for these registries: " + String.join(", ", facts.registries())
                + ".\nWhen something from another registry is published, `appliance status` says that these files lack it:"
                + " make them again.\n");
    }

    /** What to do, or what to know. */
    Readme add(String title, String text) {
        parts.add("## " + title + "\n\n" + text.strip() + "\n");
        return this;
    }

    /** What every client has to trust, if that is not clear already. */
    Readme trust() {
        if (!facts.tls()) {
            return add("Plain HTTP", """
                    The appliance speaks plain HTTP, which it does on loopback only. These files work on that machine alone.""");
        }
        if (facts.authority() == null) {
            return add("Trust", """
                    The appliance has a certificate of an authority of your own. No file here names it: the client's machine has to
                    trust that authority already, or make the files again with `--ca FILE`.""");
        }
        return add("Trust", """
                The files named `ca.crt` are the appliance's own authority, for %s alone. Compare its fingerprint with what
                `appliance serve` printed when it started first:

                    openssl x509 -noout -fingerprint -sha256 -in FILE""".formatted(facts.host()));
    }

    /** How to push, which is the same for every client. */
    Readme push(String login) {
        return add("Push", """
                Log in with `%s` and push to `%s/TEAM/NAME:TAG`. What streams publish, whose names begin with a host, cannot be pushed to.\
                """.formatted(login, facts.host()));
    }

    ClientFile file() {
        return new ClientFile(NAME, String.join("\n", parts));
    }
}
