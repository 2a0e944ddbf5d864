import { didYouMean } from "@mediaroot/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { notFound } from "./page-error.ts";
import type { AnyResource, Row } from "./resource.ts";
import type { Visitor } from "./visitor.ts";

/** A request for a resource by somebody who is logged in. */
export interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly visitor: Visitor;
  readonly resource: AnyResource;
}

const params = z.object({ resource: z.string().default(""), id: z.string().default("") });

/**
 * @param resources of the admin
 * @returns the resource that a request's path names
 * @throws PageError (404)
 */
export function resourceOf(request: FastifyRequest, resources: readonly AnyResource[]): AnyResource {
  const { resource: name } = params.parse(request.params);
  const found = resources.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = resources.map((one) => one.name);
  throw notFound(`Nothing called “${name}” is administered here.${didYouMean(name, names)}`);
}

/**
 * @returns the record that a request's path names, and its id
 * @throws PageError (404)
 */
export function recordOf({ request, resource }: Visit): { readonly id: string; readonly row: Row } {
  const { id } = params.parse(request.params);
  const row = resource.store.get(id);
  if (row !== undefined) return { id, row };
  throw notFound(`This ${resource.singular} does not exist. Somebody may have deleted it.`);
}
