import { didYouMean } from "@mediaroot/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Admin } from "./admin.ts";
import { notFound } from "./page-error.ts";
import type { AnyResource, Row } from "./resource.ts";
import type { Visitor } from "./visitor.ts";

/** A request of a logged-in visitor for a page of a resource. */
export interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly visitor: Visitor;
  readonly resource: AnyResource;
  /** The id of the requested record; undefined on a page that has none. */
  readonly id: string | undefined;
}

/** A record and its id. */
export interface StoredRecord {
  readonly id: string;
  readonly row: Row;
}

const params = z.object({ resource: z.string().default(""), id: z.string().optional() });

/**
 * @returns the visitor and the requested resource
 * @throws PageError (404) when there is no such resource
 */
export function visitOf(admin: Admin, request: FastifyRequest, reply: FastifyReply): Visit {
  const { resource, id } = params.parse(request.params);
  return { request, reply, visitor: admin.visitorOf(request), resource: resourceOf(resource, admin.resources), id };
}

function resourceOf(name: string, resources: readonly AnyResource[]): AnyResource {
  const found = resources.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = resources.map((one) => one.name);
  throw notFound(`The administration has no “${name}”.${didYouMean(name, names)}`);
}

/** @returns the requested record; undefined when it does not exist */
export function findRecord({ resource, id }: Visit): StoredRecord | undefined {
  const row = id === undefined ? undefined : resource.store.get(id);
  return id === undefined || row === undefined ? undefined : { id, row };
}

/**
 * @returns the requested record
 * @throws PageError (404) when it does not exist
 */
export function recordOf(visit: Visit): StoredRecord {
  const record = findRecord(visit);
  if (record !== undefined) return record;
  throw notFound(`This ${visit.resource.singular} does not exist. Somebody may have deleted it.`);
}
