/**
 * /api/v1: what the command line asks of the server. Every request needs the admin token; every failure is an
 * {@code application/problem+json} with code, facts and remedy. No request names a path of this machine.
 */
@NullMarked
package dev.sallyport.appliance.admin;

import org.jspecify.annotations.NullMarked;
