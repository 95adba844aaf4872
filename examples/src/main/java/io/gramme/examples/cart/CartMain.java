package io.gramme.examples.cart;

import io.gramme.client.GrammeClient;
import java.util.UUID;

/** A cart on the command line: {@code add alice book 2}, {@code remove alice book}, {@code show alice}. */
public final class CartMain {
    private static final String NODE = System.getProperty("gramme.endpoint", "http://127.0.0.1:7070");

    private CartMain() {}

    public static void main(String[] arguments) {
        if (arguments.length < 2) {
            System.err.println("usage: add CUSTOMER ARTICLE [QUANTITY] | remove CUSTOMER ARTICLE | show CUSTOMER");
            System.exit(2);
        }
        try (GrammeClient client = GrammeClient.builder().endpoint(NODE).build()) {
            ShoppingCarts carts =
                    new ShoppingCarts(client, () -> UUID.randomUUID().toString());
            String customer = arguments[1];
            switch (arguments[0]) {
                case "add" ->
                    carts.add(customer, arguments[2], arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1);
                case "remove" -> carts.remove(customer, arguments[2]);
                default -> {}
            }
            carts.show(customer).articles().forEach((article, count) -> System.out.println(count + " x " + article));
        }
    }
}
