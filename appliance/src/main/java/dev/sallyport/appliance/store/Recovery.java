package dev.sallyport.appliance.store;

/**
 * What opening a store had to put right; all of it is worth telling.
 *
 * @param tornBytes of a journal record that was being written when the appliance stopped, and was never acknowledged
 * @param databaseDropped whether the database was missing, unusable, or not this journal's
 * @param replayed how many journal records the database did not have
 */
public record Recovery(long tornBytes, boolean databaseDropped, long replayed) {
    /** Whether there was nothing to put right. */
    public boolean clean() {
        return tornBytes == 0 && !databaseDropped && replayed == 0;
    }
}
