package io.drey.stack.process;

import java.util.Set;
import java.util.SplittableRandom;

/** Hands out one port, says which, and waits until it is ended. */
final class PortTaker {

    private PortTaker() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.out.println(Ports.free(Set.of(), new SplittableRandom(1)));
        System.out.flush();
        Thread.sleep(Long.MAX_VALUE);
    }
}
