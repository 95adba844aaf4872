package io.gramme.examples.cart;

import io.gramme.client.Bucket;
import io.gramme.client.Codec;
import io.gramme.client.GrammeClient;
import io.gramme.client.GrammeException;
import io.gramme.client.Resolver;
import io.gramme.client.Versioned;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Carts in a cluster, one for each customer. Each change reads the cart, merges what concurrent writers left side by side,
 * changes it and writes it with the context of what was read; so nothing that another one wrote is lost, whoever wins the
 * race. Thread-safe.
 */
public final class ShoppingCarts {
    private static final int TRIES = 5;

    private final Bucket<String, Cart> carts;
    private final Supplier<String> newLineNames;

    /** @param newLineNames gives a new unique name at each call */
    public ShoppingCarts(GrammeClient client, Supplier<String> newLineNames) {
        this.carts = client.bucket("carts", Codec.utf8(), Codec.json(Cart.class))
                .withResolver(Resolver.merging(Cart::merge));
        this.newLineNames = newLineNames;
    }

    /**
     * Puts articles into a cart.
     *
     * @return the name of the new line; on return it is in the cart for good, until somebody removes it
     * @throws GrammeException when the cluster does not take it after some tries; the line may be in the cart or not
     */
    public String add(String customer, String article, int quantity) {
        String name = newLineNames.get();
        Cart.Line line = new Cart.Line(article, quantity);
        change(customer, cart -> cart.add(name, line));
        return name;
    }

    /** Takes all of an article that is in the cart out of it; what is added meanwhile stays. */
    public void remove(String customer, String article) {
        change(customer, cart -> cart.remove(article));
    }

    /** The cart as it is, merged; empty for a new customer. */
    public Cart show(String customer) {
        return carts.get(customer).map(Versioned::value).orElseGet(Cart::empty);
    }

    /** The client repeats within a request's deadline; after that the same change, made again, is still the same change. */
    private void change(String customer, UnaryOperator<Cart> change) {
        for (int tries = 1; ; tries++) {
            try {
                carts.update(customer, Cart::empty, change);
                return;
            } catch (GrammeException failed) {
                if (!failed.retryable() || tries == TRIES) {
                    throw failed;
                }
            }
        }
    }
}
