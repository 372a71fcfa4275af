package dev.sallyport.agent.closure;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Asks each question once, many at a time, and remembers what came of it; used by one thread. */
final class Answers {
    private final ContentCache cache;
    private final ParallelTasks tasks;
    private final int mostListed;
    private final AtomicLong listed = new AtomicLong();
    private final Map<Question<?>, Answer> answers = new HashMap<>();

    /** @param mostListed how many referrers may be listed in all answers: a list is cheap to make up and long to hold */
    Answers(ContentCache cache, ParallelTasks tasks, int mostListed) {
        this.mostListed = mostListed;
        this.cache = cache;
        this.tasks = tasks;
    }

    /** What was answered, or why it was not: a failure is that of one image, and others are asked for all the same. */
    private record Answer(@Nullable Object value, @Nullable SallyportException failure) {}

    /** Asks those questions that were not asked yet. */
    void ask(Collection<? extends Question<?>> questions) throws IOException, SallyportException {
        Set<Question<?>> fresh = new LinkedHashSet<>(questions);
        fresh.removeAll(answers.keySet());
        List<Question<?>> ordered = List.copyOf(fresh);
        List<Answer> given = tasks.map(ordered, this::answer);
        for (int i = 0; i < ordered.size(); i++) {
            answers.put(ordered.get(i), given.get(i));
        }
    }

    private Answer answer(Question<?> question) throws IOException {
        try {
            Object value = question.ask(cache);
            if (question instanceof Question.ReferrersOf of
                    && value instanceof List<?> list
                    && listed.addAndGet(list.size()) > mostListed) {
                listed.addAndGet(-list.size());
                throw new ClosureTooLargeException(
                        of.repository().upstreamName() + "@" + of.subject(), "referrers", mostListed);
            }
            return new Answer(value, null);
        } catch (SallyportException e) {
            return new Answer(null, e);
        }
    }

    /**
     * The answer to a question that was asked.
     *
     * @throws SallyportException what came instead of an answer
     */
    @SuppressWarnings("unchecked") // a question's answer is of the question's type
    <T> T get(Question<T> question) throws SallyportException {
        Answer answer = answers.get(question);
        if (answer == null) {
            throw new IllegalStateException("Never asked: " + question);
        }
        if (answer.failure() != null) {
            throw answer.failure();
        }
        return (T) requireNonNull(answer.value());
    }

    /** The answer to a question that was asked; empty if it failed. */
    <T> Optional<T> ifGiven(Question<T> question) {
        try {
            return Optional.of(get(question));
        } catch (SallyportException e) {
            return Optional.empty();
        }
    }

    /** Forgets manifests and configs, of which there may be more than memory has room for. */
    void forgetContent() {
        answers.keySet()
                .removeIf(question -> question instanceof Question.ManifestAt || question instanceof Question.ConfigAt);
    }
}
