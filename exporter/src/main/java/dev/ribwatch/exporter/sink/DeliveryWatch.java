package dev.ribwatch.exporter.sink;

/** Who must know that a receiver cannot be told. Called from the delivery threads: calls return at once. */
public interface DeliveryWatch {
    /** No target of a receiver takes what it is sent; also when the failure has changed. */
    void failing(String receiver, DeliveryFailure failure);

    /**
     * It is not so any more.
     *
     * @param reason a few words for people
     */
    void over(String receiver, String reason);
}
