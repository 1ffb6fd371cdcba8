import {
  createWebhookEndpoint,
  createWebhookEndpointInput,
  createWebhookEndpointOutput,
  deleteWebhookEndpoint,
  deleteWebhookEndpointInput,
  deleteWebhookEndpointOutput,
  deliveryView,
  endpointView,
  getWebhookEndpoint,
  getWebhookEndpointInput,
  listWebhookDeliveries,
  listWebhookDeliveriesInput,
  listWebhookEndpoints,
  listWebhookEndpointsInput,
  resendWebhookDelivery,
  resendWebhookDeliveryInput,
  rotateWebhookSecret,
  rotateWebhookSecretInput,
  rotateWebhookSecretOutput,
  testWebhookEndpoint,
  testWebhookEndpointInput,
  updateWebhookEndpoint,
  updateWebhookEndpointInput,
  webhookDeliveryPage,
  webhookEndpointPage,
} from '@cronicl/domain'
import type { Meta } from '../context.ts'
import { router, userProcedure } from '../trpc.ts'

type Rest = NonNullable<Meta['openapi']>

const route = (rest: Pick<Rest, 'method' | 'path' | 'summary' | 'successStatus'>) =>
  userProcedure.meta({ openapi: { ...rest, tags: ['webhooks'], protect: true } })

const routes = router({
  /** Registers an endpoint; the answer alone holds its secret. */
  create: route({ method: 'POST', path: '/webhooks/endpoints', summary: 'Register an endpoint', successStatus: 201 })
    .input(createWebhookEndpointInput)
    .output(createWebhookEndpointOutput)
    .mutation(({ ctx, input }) => createWebhookEndpoint(ctx.domain, input)),

  /** The caller's endpoints, oldest first. */
  list: route({ method: 'GET', path: '/webhooks/endpoints', summary: 'Endpoints, oldest first' })
    .input(listWebhookEndpointsInput)
    .output(webhookEndpointPage)
    .query(({ ctx, input }) => listWebhookEndpoints(ctx.domain, input)),

  /** One endpoint and how it fares. */
  get: route({ method: 'GET', path: '/webhooks/endpoints/{id}', summary: 'One endpoint' })
    .input(getWebhookEndpointInput)
    .output(endpointView)
    .query(({ ctx, input }) => getWebhookEndpoint(ctx.domain, input)),

  /** Changes an endpoint, or enables and disables it. */
  update: route({ method: 'PATCH', path: '/webhooks/endpoints/{id}', summary: 'Change an endpoint' })
    .input(updateWebhookEndpointInput)
    .output(endpointView)
    .mutation(({ ctx, input }) => updateWebhookEndpoint(ctx.domain, input)),

  /** Removes an endpoint with its log. */
  delete: route({ method: 'DELETE', path: '/webhooks/endpoints/{id}', summary: 'Remove an endpoint' })
    .input(deleteWebhookEndpointInput)
    .output(deleteWebhookEndpointOutput)
    .mutation(({ ctx, input }) => deleteWebhookEndpoint(ctx.domain, input)),

  /** A new secret; the one before signs along for a day. */
  rotateSecret: route({
    method: 'POST',
    path: '/webhooks/endpoints/{id}/rotate-secret',
    summary: 'Change the signing secret',
  })
    .input(rotateWebhookSecretInput)
    .output(rotateWebhookSecretOutput)
    .mutation(({ ctx, input }) => rotateWebhookSecret(ctx.domain, input)),

  /** Sends an endpoint a test message. */
  test: route({
    method: 'POST',
    path: '/webhooks/endpoints/{id}/test',
    summary: 'Send a test message',
    successStatus: 202,
  })
    .input(testWebhookEndpointInput)
    .output(deliveryView)
    .mutation(({ ctx, input }) => testWebhookEndpoint(ctx.domain, input)),

  /** What was sent to an endpoint and what came of it, newest first. */
  deliveries: route({
    method: 'GET',
    path: '/webhooks/endpoints/{id}/deliveries',
    summary: 'The log of an endpoint, newest first',
  })
    .input(listWebhookDeliveriesInput)
    .output(webhookDeliveryPage)
    .query(({ ctx, input }) => listWebhookDeliveries(ctx.domain, input)),

  /** Sends a message again, under the same id. */
  resend: route({
    method: 'POST',
    path: '/webhooks/deliveries/{id}/resend',
    summary: 'Send a message again',
    successStatus: 202,
  })
    .input(resendWebhookDeliveryInput)
    .output(deliveryView)
    .mutation(({ ctx, input }) => resendWebhookDelivery(ctx.domain, input)),
})

type Routes = typeof routes
export interface WebhooksRouter extends Routes {}
export const webhooksRouter: WebhooksRouter = routes
