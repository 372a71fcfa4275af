package dev.sallyport.agent.mirror;

/**
 * A pattern for whole tags: {@code *} stands for any characters or none, {@code ?} for one. Time is at most the product of both
 * lengths, however many stars there are.
 */
record TagPattern(String text) {
    static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }

    boolean matches(String tag) {
        int at = 0;
        int position = 0;
        int star = -1;
        int retry = 0;
        while (position < tag.length()) {
            char wanted = at < text.length() ? text.charAt(at) : 0;
            if (wanted == '*') {
                star = at++;
                retry = position;
            } else if (wanted == '?' || (wanted != 0 && wanted == tag.charAt(position))) {
                at++;
                position++;
            } else if (star >= 0) {
                // Only the newest star need take one more: what is before it has matched already.
                at = star + 1;
                position = ++retry;
            } else {
                return false;
            }
        }
        while (at < text.length() && text.charAt(at) == '*') {
            at++;
        }
        return at == text.length();
    }
}
