package dev.sallyport.agent.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value of {@code WWW-Authenticate}: a list of challenges whose parameters are a list themselves, both separated
 * by commas. Whatever breaks the grammar makes the whole header unusable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1">RFC 9110, 11.6.1</a>
 */
final class ChallengeParser {
    private static final int LONGEST = 8 << 10;
    private static final int MOST_CHALLENGES = 8;
    private static final int MOST_PARAMETERS = 16;
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]++");
    // What schemes such as Negotiate have in place of parameters.
    private static final Pattern TOKEN68 = Pattern.compile("[A-Za-z0-9._~+/-]++=*+(?=[ \t]*+(?:,|$))");
    private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\\\p{Cntrl}]|\\\\[^\\p{Cntrl}])*+)\"");
    private static final Pattern SPACE = Pattern.compile("[ \t]*+");
    private static final Pattern SEPARATORS = Pattern.compile("[ \t,]*+");
    private static final Pattern EQUALS = Pattern.compile("[ \t]*+=[ \t]*+");

    private final String text;
    private final Matcher matcher;
    private final List<Challenge.Builder> challenges = new ArrayList<>();
    private int position;

    ChallengeParser(String text) {
        this.text = text;
        this.matcher = TOKEN.matcher(text);
    }

    List<Challenge> parse() throws MalformedChallengeException {
        if (text.length() > LONGEST) {
            throw new MalformedChallengeException("it has " + text.length() + " characters");
        }
        take(SEPARATORS);
        while (position < text.length()) {
            readElement(take(TOKEN));
            requireSeparator();
        }
        return challenges.stream().map(Challenge.Builder::build).toList();
    }

    // An element is a parameter of the challenge before it, or begins a new one; only the '=' tells.
    private void readElement(@Nullable String word) throws MalformedChallengeException {
        if (word == null) {
            throw new MalformedChallengeException("a name is missing");
        }
        if (take(EQUALS) != null) {
            readParameter(word);
            return;
        }
        if (challenges.size() == MOST_CHALLENGES) {
            throw new MalformedChallengeException("it has more than " + MOST_CHALLENGES + " challenges");
        }
        challenges.add(new Challenge.Builder(word.toLowerCase(Locale.ROOT)));
        String space = take(SPACE);
        if (space != null && !space.isEmpty() && position < text.length() && take(TOKEN68) == null) {
            String name = take(TOKEN);
            if (name != null) {
                if (take(EQUALS) == null) {
                    throw new MalformedChallengeException("a parameter has no value");
                }
                readParameter(name);
            }
        }
    }

    private void readParameter(String name) throws MalformedChallengeException {
        if (challenges.isEmpty()) {
            throw new MalformedChallengeException("it begins with a parameter");
        }
        Challenge.Builder challenge = challenges.get(challenges.size() - 1);
        if (challenge.size() == MOST_PARAMETERS) {
            throw new MalformedChallengeException("it has more than " + MOST_PARAMETERS + " parameters");
        }
        String quoted = take(QUOTED);
        String value =
                quoted != null ? quoted.substring(1, quoted.length() - 1).replaceAll("\\\\(.)", "$1") : take(TOKEN);
        if (value == null) {
            throw new MalformedChallengeException("a parameter has no value");
        }
        challenge.put(name.toLowerCase(Locale.ROOT), value);
    }

    private void requireSeparator() throws MalformedChallengeException {
        String separators = take(SEPARATORS);
        if (position < text.length() && (separators == null || separators.indexOf(',') < 0)) {
            throw new MalformedChallengeException("two of its parts are not separated");
        }
    }

    private @Nullable String take(Pattern pattern) {
        matcher.usePattern(pattern).region(position, text.length());
        if (!matcher.lookingAt()) {
            return null;
        }
        position = matcher.end();
        return matcher.group();
    }
}
