package io.gramme.client;

/** A key has several concurrent values and the bucket has no {@link Resolver}; all of them are here, with the context. */
public final class SiblingsException extends GrammeException {
    private static final long serialVersionUID = 1L;

    private final transient Siblings<?> siblings;

    SiblingsException(Siblings<?> siblings) {
        super(Failure.local(
                "siblings", siblings.all().size() + " concurrent values and no resolver", Outcome.NONE, false));
        this.siblings = siblings;
    }

    /** The values, of the bucket's type. */
    public Siblings<?> siblings() {
        return siblings;
    }
}
