package io.drey.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifetimeIT {
    @Test
    void aDetachedStackOutlivesItsStarterAndIsStoppedFromAnotherProcess(@TempDir Path folder) throws Exception {
        Path dir = folder.resolve("stack");
        startInAnotherJvm(dir, Lifetime.DETACHED);

        LocalStack attached = LocalStack.attach(dir);
        assertThat(attached.status()).singleElement().matches(ServerStatus::healthy);
        long pid = attached.status().get(0).processes().get(0).pid();
        attached.stopAndDelete();
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(dir).doesNotExist();
    }

    @Test
    void anAttachedStackEndsWithItsStarter(@TempDir Path folder) throws Exception {
        Path dir = folder.resolve("stack");
        startInAnotherJvm(dir, Lifetime.THIS_JVM);
        assertThat(LocalStack.attach(dir).status()).singleElement().matches(status -> !status.alive());
    }

    private static void startInAnotherJvm(Path dir, Lifetime lifetime) throws Exception {
        Process starter = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:-UsePerfData",
                        "-Ddrey.home=" + System.getProperty("drey.home"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StackStarter.class.getName(),
                        dir.toString(),
                        lifetime.name()))
                .inheritIO()
                .start();
        assertThat(starter.waitFor()).isZero();
    }
}
