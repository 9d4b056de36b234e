package dev.ribwatch.exporter.alert;

import java.util.List;

/**
 * The book of alerts that fire, so that after a restart they go on instead of beginning anew. Who was told of them follows
 * from the notifications that were entered in the same book. Called from the pipeline's thread; calls return at once.
 */
public interface AlertLedger {
    /** Keeps nothing. */
    AlertLedger NONE = new AlertLedger() {
        @Override
        public void fired(KeptAlert alert) {}

        @Override
        public void ended(Alert resolved) {}

        @Override
        public List<KeptAlert> kept() {
            return List.of();
        }
    };

    /** An alert fires, or goes on under other labels. To be called before any notification of it is entered. */
    void fired(KeptAlert alert);

    /** It is over. It is kept until each receiver that was told of its beginning is told of its end. */
    void ended(Alert resolved);

    /** What is kept, in the order of firing; to be asked at the start. */
    List<KeptAlert> kept();
}
