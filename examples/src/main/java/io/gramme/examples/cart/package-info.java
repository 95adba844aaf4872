/**
 * The shopping cart of Dynamo (2007, §4.4): every "add to cart" that was acknowledged stays in the cart, through failures and
 * concurrent clients. {@link io.gramme.examples.cart.Cart} is the value and its merge, {@link
 * io.gramme.examples.cart.ShoppingCarts} keeps carts in a cluster, {@link io.gramme.examples.cart.CartMain} is the program.
 */
@NullMarked
package io.gramme.examples.cart;

import org.jspecify.annotations.NullMarked;
