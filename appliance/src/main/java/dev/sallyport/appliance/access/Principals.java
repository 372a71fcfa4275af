package dev.sallyport.appliance.access;

import dev.sallyport.appliance.store.AccessRegister;
import dev.sallyport.appliance.store.AccessState;
import dev.sallyport.appliance.store.UserName;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What access needs to know of users, and where it records those who are none. */
interface Principals {
    /** Who may do what now. */
    AccessState state() throws IOException;

    /** Records that a login failed; {@code user} is null if nobody has the name that was given. */
    void loginFailed(@Nullable UserName user, String address, Instant time) throws IOException, SallyportException;

    /** Those of the store. */
    static Principals of(AccessRegister register) {
        return new Principals() {
            @Override
            public AccessState state() throws IOException {
                return register.state();
            }

            @Override
            public void loginFailed(@Nullable UserName user, String address, Instant time)
                    throws IOException, SallyportException {
                register.loginFailed(user, address, time, UserName.ANONYMOUS.value());
            }
        };
    }
}
