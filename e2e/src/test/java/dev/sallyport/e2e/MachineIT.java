package dev.sallyport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The other tests rest on this: a machine has no way out, notices who looks for one, and takes everything with it. */
class MachineIT {
    @BeforeEach
    void requireTools() {
        Requirements.rootWith("unshare", "nsenter", "ip", "curl", "sleep");
    }

    @Test
    void hasALoopbackInterfaceAndNoOther() throws Exception {
        try (Machine machine = Machine.start("machine-test")) {
            assertThat(machine.networkInterfaces()).containsExactly("lo");
        }
    }

    @Test
    void countsWhatWasSentOutside() throws Exception {
        try (Machine machine = Machine.start("machine-test")) {
            machine.run("curl", "-s", "http://127.0.0.1:9/");
            assertThat(machine.refusedOutsideTraffic()).isZero();
            machine.run("curl", "-s", "http://192.0.2.1/");
            long afterFour = machine.refusedOutsideTraffic();
            assertThat(afterFour).isPositive();
            machine.run("curl", "-s", "http://[2001:db8::1]/");
            assertThat(machine.refusedOutsideTraffic()).isGreaterThan(afterFour);
        }
    }

    @Test
    void endsEveryProcessWhenItIsClosed() throws Exception {
        Service sleeping;
        try (Machine machine = Machine.start("machine-test")) {
            sleeping = machine.start(Command.of("sleep", "1000"));
            assertThat(sleeping.running()).isTrue();
        }
        assertThat(sleeping.await(Duration.ofSeconds(10)).exit()).isNotZero();
    }
}
