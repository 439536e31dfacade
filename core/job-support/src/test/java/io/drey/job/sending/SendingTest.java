package io.drey.job.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.job.sending.Sending.Outcome;
import io.drey.testing.Await;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(900)
class SendingTest {

    private static final Duration SHORT = Duration.ofMillis(1);

    private final ScheduledExecutorService thread = Sending.thread("test");
    private final Sending<String, String> sending =
            new Sending<>(SHORT, Duration.ofMillis(4), Clock.systemUTC(), thread);
    private final Told destination = new Told();

    @AfterEach
    void close() {
        sending.close();
    }

    @Test
    void whatIsTakenIsSentOnce() throws Exception {
        Outcome<String, String> outcome = send("a", "b");

        assertThat(outcome.taken()).containsExactly("a", "b");
        assertThat(outcome.refused()).isEmpty();
        assertThat(destination.attempts).containsExactly(List.of("a", "b"));
    }

    @Test
    void onlyWhatIsLeftIsSentAgain() throws Exception {
        destination.answers.add(things -> new Answer.Sorted<>(
                List.of("a"), List.of("b is unfit"), Optional.of(notNow(List.of("c"), Optional.empty()))));

        Outcome<String, String> outcome = send("a", "b", "c");

        assertThat(outcome.taken()).containsExactly("a", "c");
        assertThat(outcome.refused()).containsExactly("b is unfit");
        assertThat(destination.attempts).containsExactly(List.of("a", "b", "c"), List.of("c"));
    }

    @Test
    void isTriedWithoutEndWhereNobodySaysWhenToGiveUp() throws Exception {
        for (int i = 0; i < 20; i++) {
            destination.answers.add(things -> notNow(things, Optional.empty()));
        }

        assertThat(send("a").taken()).containsExactly("a");
        assertThat(destination.attempts).hasSize(21);
    }

    @Test
    void whatIsRefusedTogetherIsHalvedUntilWhatIsAtFaultIsAlone() throws Exception {
        destination.unfit = "d";

        Outcome<String, String> outcome = send("a", "b", "c", "d", "e");

        assertThat(outcome.taken()).containsExactlyInAnyOrder("a", "b", "c", "e");
        assertThat(outcome.refused()).containsExactly("d is unfit");
    }

    @Test
    void whoIsGivenUpGetsOneAttemptForEachThingUntilItTakesOneAgain() throws Exception {
        Function<List<String>, Answer<String, String>> away = things ->
                notNow(things, Optional.of(new Answer.GiveUp<>(Duration.ZERO, each -> each + " is given up")));
        Function<List<String>, Answer<String, String>> awayForLessThanAnHour = things ->
                notNow(things, Optional.of(new Answer.GiveUp<>(Duration.ofHours(1), each -> each + " is given up")));
        destination.answers.addAll(List.of(away, awayForLessThanAnHour));

        assertThat(send("a").refused()).containsExactly("a is given up");
        assertThat(send("b").refused()).containsExactly("b is given up");
        assertThat(send("c").taken()).containsExactly("c");
        destination.answers.add(awayForLessThanAnHour);
        assertThat(send("d").taken()).containsExactly("d");
        assertThat(destination.attempts).hasSize(5);
    }

    @Test
    void whoIsGivenUpHoldsUpNoOther() throws Exception {
        destination.answers.add(things ->
                notNow(things, Optional.of(new Answer.GiveUp<>(Duration.ZERO, each -> each + " is given up"))));
        send("a");
        Told other = new Told();
        other.answers.add(
                things -> notNow(things, Optional.of(new Answer.GiveUp<>(Duration.ofHours(1), each -> "given up"))));

        assertThat(sending.send(other, List.of("b")).get(2, TimeUnit.MINUTES).taken())
                .containsExactly("b");
    }

    @Test
    void aDestinationMayAskForALongerPause() throws Exception {
        destination.answers.add(
                things -> new Answer.NotNow<>(things, "busy", Duration.ofMillis(300), Optional.empty()));
        long began = System.nanoTime();

        send("a");

        assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(290));
    }

    @Test
    void aBugFailsWhatIsSentAndNothingElse() throws Exception {
        destination.answers.add(things -> {
            throw new IllegalStateException("a bug");
        });

        assertThatThrownBy(() -> send("a")).hasRootCauseMessage("a bug");
        assertThat(send("b").taken()).containsExactly("b");
    }

    /** Closed before or while the answer is looked at, whichever comes first. */
    @RepeatedTest(20)
    void closingEndsWhatWaitsForItsNextAttempt() {
        destination.answers.add(things -> new Answer.NotNow<>(things, "busy", Duration.ofHours(1), Optional.empty()));
        CompletableFuture<Outcome<String, String>> sent = sending.send(destination, List.of("a"));
        Await.until("it is tried", Duration.ofMinutes(2), () -> !destination.attempts.isEmpty());

        sending.close();

        Await.until("the thread ends", Duration.ofMinutes(2), thread::isTerminated);
        assertThat(sent).isNotDone();
    }

    private Outcome<String, String> send(String... things) throws Exception {
        return sending.send(destination, Arrays.asList(things)).get(2, TimeUnit.MINUTES);
    }

    private static Answer.NotNow<String, String> notNow(
            List<String> things, Optional<Answer.GiveUp<String, String>> giveUp) {
        return new Answer.NotNow<>(things, "away", Duration.ZERO, giveUp);
    }

    /** Answers as it is told, and then takes everything but what is unfit. */
    private static final class Told implements Destination<String, String> {

        private final Queue<Function<List<String>, Answer<String, String>>> answers = new ArrayDeque<>();
        private final List<List<String>> attempts = new CopyOnWriteArrayList<>();
        private String unfit = "";

        @Override
        public String name() {
            return "told";
        }

        @Override
        public CompletableFuture<Answer<String, String>> attempt(List<String> things) {
            attempts.add(new ArrayList<>(things));
            if (!answers.isEmpty()) {
                return CompletableFuture.completedFuture(answers.remove().apply(things));
            }
            return CompletableFuture.completedFuture(
                    things.contains(unfit)
                            ? new Answer.RefusedTogether<>(each -> each + " is unfit")
                            : Answer.taken(things));
        }
    }
}
