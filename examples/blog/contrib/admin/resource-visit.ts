import { didYouMean } from "@mediaroot/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Admin } from "./admin.ts";
import { notFound } from "./page-error.ts";
import type { AnyResource, Row } from "./resource.ts";
import type { Visitor } from "./visitor.ts";

/** A request for a resource by somebody who is logged in. */
export interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly visitor: Visitor;
  readonly resource: AnyResource;
  /** The record that is asked for; undefined where there is none yet. */
  readonly id: string | undefined;
}

/** A record and its id. */
export interface StoredRecord {
  readonly id: string;
  readonly row: Row;
}

const params = z.object({ resource: z.string().default(""), id: z.string().optional() });

/**
 * @returns who asks for which resource
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
  throw notFound(`Nothing called “${name}” is administered here.${didYouMean(name, names)}`);
}

/** @returns the record that is asked for, if it exists */
export function findRecord({ resource, id }: Visit): StoredRecord | undefined {
  const row = id === undefined ? undefined : resource.store.get(id);
  return id === undefined || row === undefined ? undefined : { id, row };
}

/**
 * @returns the record that is asked for
 * @throws PageError (404)
 */
export function recordOf(visit: Visit): StoredRecord {
  const record = findRecord(visit);
  if (record !== undefined) return record;
  throw notFound(`This ${visit.resource.singular} does not exist. Somebody may have deleted it.`);
}
