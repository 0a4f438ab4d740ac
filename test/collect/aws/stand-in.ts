import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerOf, callOf } from './services.ts';

export interface Account {
  UserDetailList: Row[];
  GroupDetailList: Row[];
  RoleDetailList: Row[];
  Policies: Row[];
}
export type Row = Record<string, unknown>;

export interface StandIn {
  url: string;
  calls: { action: string; maxItems?: number; marker?: string }[];
  close(): Promise<void>;
}

interface Behaviour {
  /** Every n-th call is answered with Throttling. */
  throttleEvery?: number;
  /** Calls answered with this error code. */
  refuse?: Record<string, string>;
  report?: string;
  /** The account is in an organization. */
  member?: boolean;
}

const SECTION: Record<string, keyof Account> = {
  User: 'UserDetailList',
  Group: 'GroupDetailList',
  Role: 'RoleDetailList',
  LocalManagedPolicy: 'Policies',
};

/**
 * What `--aws` speaks, over real HTTP with pages, throttling and refusals: IAM in the query protocol with XML, the other services in JSON.
 */
export async function standIn(account: Account, behaviour: Behaviour = {}): Promise<StandIn> {
  const calls: StandIn['calls'] = [];
  const refusal = (action: string): string | undefined =>
    behaviour.throttleEvery && calls.length % behaviour.throttleEvery === 0
      ? 'Throttling'
      : (behaviour.refuse?.[action] ??
        (action === 'DescribeOrganization' && !behaviour.member
          ? 'AWSOrganizationsNotInUseException'
          : undefined));
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const call = callOf(request);
      if (call) {
        calls.push({ action: call.name });
        json(request, response, body, call, refusal(call.name));
        return;
      }
      const form = new URLSearchParams(body);
      const action = form.get('Action') ?? '';
      calls.push({
        action,
        maxItems: Number(form.get('MaxItems')) || undefined,
        marker: form.get('Marker') ?? undefined,
      });
      const refused = refusal(action);
      response.setHeader('content-type', 'text/xml');
      if (refused) {
        response.statusCode = refused === 'Throttling' ? 400 : 403;
        response.end(
          `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>${refused}</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
        );
        return;
      }
      const result = answer(action, form, account, behaviour);
      response.end(
        `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result>${xml(result)}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`,
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () => closed(server),
  };
}

function json(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  { name, id }: { name: string; id: string },
  refused: string | undefined,
): void {
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  if (refused) {
    response.statusCode = refused.startsWith('AccessDenied') ? 403 : 400;
    response.setHeader('x-amzn-errortype', refused);
    response.end(JSON.stringify({ __type: refused, message: 'no' }));
    return;
  }
  const query = Object.fromEntries(new URL(request.url ?? '/', 'http://x').searchParams);
  response.end(JSON.stringify(answerOf(name, id, { ...query, ...(body ? JSON.parse(body) : {}) })));
}

const closed = (server: Server) =>
  new Promise<void>((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });

function answer(action: string, form: URLSearchParams, account: Account, behaviour: Behaviour): Row {
  switch (action) {
    case 'GetAccountAuthorizationDetails': {
      const section = SECTION[form.get('Filter.member.1') ?? ''];
      const all = section ? account[section] : [];
      const start = Number(form.get('Marker') ?? 0);
      const end = start + Math.min(1000, Number(form.get('MaxItems') ?? 100));
      return {
        IsTruncated: end < all.length,
        ...(end < all.length ? { Marker: String(end) } : {}),
        ...(section ? { [section]: all.slice(start, end) } : {}),
      };
    }
    case 'GenerateCredentialReport':
      return { State: 'COMPLETE' };
    case 'GetCredentialReport':
      return { Content: Buffer.from(behaviour.report ?? '').toString('base64'), ReportFormat: 'text/csv' };
    case 'ListAccessKeys':
      return { AccessKeyMetadata: [], IsTruncated: false };
    case 'ListOpenIDConnectProviders':
      return { OpenIDConnectProviderList: [] };
    default:
      return { IsTruncated: false };
  }
}

/** Lists become `member` elements; policy documents are percent-encoded, as IAM sends them. */
function xml(value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => `<member>${xml(one)}</member>`).join('');
  if (typeof value !== 'object' || value === null)
    return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return Object.entries(value)
    .map(
      ([key, inner]) =>
        `<${key}>${/Document$/.test(key) && typeof inner === 'object' ? encodeURIComponent(JSON.stringify(inner)) : xml(inner)}</${key}>`,
    )
    .join('');
}
