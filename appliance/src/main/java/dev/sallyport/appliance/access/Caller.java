package dev.sallyport.appliance.access;

import static java.util.Objects.requireNonNull;

import dev.sallyport.appliance.store.UserName;

/** Who asks. What they may is not remembered here: it is asked for each time, so that a revoked grant ends at once. */
public sealed interface Caller {
    /** For the journal. */
    String name();

    /** Somebody who gave no credentials, or wrong ones where none were needed. */
    record Anonymous() implements Caller {
        @Override
        public String name() {
            return UserName.ANONYMOUS.value();
        }
    }

    /** Whoever has the admin token of the data folder. */
    record Administrator() implements Caller {
        @Override
        public String name() {
            return "admin";
        }
    }

    /** Somebody who logged in. */
    record User(UserName user) implements Caller {
        public User {
            requireNonNull(user, "user is null");
        }

        @Override
        public String name() {
            return user.value();
        }
    }

    /** Whoever has the setup token, which admits to adding the first user and nothing else. */
    record Setup() implements Caller {
        @Override
        public String name() {
            return "setup";
        }
    }
}
