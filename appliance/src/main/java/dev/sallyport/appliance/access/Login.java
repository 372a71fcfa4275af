package dev.sallyport.appliance.access;

import dev.sallyport.appliance.access.BearerTokens.Holder;

/**
 * Somebody whose credentials were right.
 *
 * @param holder whom a token that is issued now names
 */
record Login(Caller caller, Holder holder) {
    static final Login NOBODY = new Login(new Caller.Anonymous(), Holder.NOBODY);
}
