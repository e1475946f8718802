package dev.spark.gateway.app;

import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.kit.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What no transaction can do, at most once for each Idempotency-Key: the key is claimed before, the answer kept after. Where the
 * gateway ends in between, nobody knows whether it was done, and a repeat is told so.
 */
@ApplicationScoped
public class RunOnce {

    private final PostgresAnswers answers;
    private final Transactions transactions;
    private final Database database;

    RunOnce(PostgresAnswers answers, Transactions transactions, Database database) {
        this.answers = answers;
        this.transactions = transactions;
        this.database = database;
    }

    /**
     * The answer that was given before, or that of {@code work}. Work that is refused was not done: its key is free again. Waits.
     *
     * @throws RefusedException if it was begun before and has not ended, or not in a way that is known
     */
    public Answer run(Optional<RequestKey> key, Callable<Answer> work) throws Exception {
        if (key.isEmpty()) {
            return work.call();
        }
        Optional<Answer> before = await(transactions.run(session -> answers.claim(session, key.get())));
        if (before.isPresent()) {
            return before.get();
        }
        Answer answer;
        try {
            answer = work.call();
        } catch (RefusedException e) {
            await(transactions.run(session -> answers.release(session, key.get())));
            throw e;
        }
        await(transactions.run(
                session -> answers.save(session, List.of(new PostgresAnswers.Stored(key.get(), answer)))));
        return answer;
    }

    static RefusedException begunBefore() {
        return new RefusedException(new Refusal.Conflict(
                "It was begun before with this Idempotency-Key, and has not ended or was cut off: look what it did, and"
                        + " take another key to do it again."));
    }

    private <T> T await(Uni<T> asked) {
        return database.within(asked).await().indefinitely();
    }
}
