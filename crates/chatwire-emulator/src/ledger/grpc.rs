//! The node's gRPC services, over the same chain and with the same faults as JSON-RPC.

mod blocks;

use std::pin::Pin;
use std::time::Duration;

use axum::Router;
use chatwire_mezon_proto::mmn;
use futures_util::{Stream, StreamExt as _, stream};
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, interval, interval_at};
use tonic::{Request, Response, Status, async_trait};

use super::Node;
use super::chain::Chain;
use super::fault::{LedgerFault, Path};
use super::rpc::{RpcError, Submission, short};
use crate::generated::mmn::account_service_server::{AccountService, AccountServiceServer};
use crate::generated::mmn::block_service_server::BlockServiceServer;
use crate::generated::mmn::health_service_server::{HealthService, HealthServiceServer};
use crate::generated::mmn::tx_service_server::{TxService, TxServiceServer};
use crate::world::lock;

/// Pause between two signs of life in the announcements.
const HEARTBEAT: Duration = Duration::from_secs(30);

/// Pause between two states of health.
const HEALTH: Duration = Duration::from_secs(5);

type Answer<T> = Result<Response<T>, Status>;

type Items<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// Routes of the services, each under its full name.
pub(super) fn router(node: &Node) -> Router {
    let accounts = AccountServiceServer::new(node.clone());
    let blocks = BlockServiceServer::new(node.clone());
    let healths = HealthServiceServer::new(node.clone());
    let transactions = TxServiceServer::new(node.clone());
    Router::new()
        .route_service("/mmn.AccountService/{method}", accounts)
        .route_service("/mmn.BlockService/{method}", blocks)
        .route_service("/mmn.HealthService/{method}", healths)
        .route_service("/mmn.TxService/{method}", transactions)
}

/// Most errors of the node have the code 2 and a text of JSON.
fn failed(code: &str, message: &str) -> Status {
    Status::unknown(json!({"code": code, "message": message}).to_string())
}

fn refused(RpcError(_, message, data): RpcError) -> Status {
    Status::unknown(data.map_or(message, |data| data.to_string()))
}

impl Node {
    /// Counts a call, and meets what waits for it on its way in.
    async fn enter(&self, method: &str) -> Result<Option<LedgerFault>, Status> {
        if !self.admit() {
            return Err(Status::resource_exhausted("Too many requests"));
        }
        let fault = self.shared.faults.take(method);
        match &fault {
            Some(LedgerFault::LoseRequest) => Err(self.hang_up().await),
            Some(LedgerFault::Status(status)) => Err(Status::unavailable(format!("HTTP {status}"))),
            _ => Ok(fault),
        }
    }

    /// Meets what waits for a call on its way out.
    async fn leave<T>(&self, fault: Option<LedgerFault>, answer: T) -> Answer<T> {
        match fault {
            Some(LedgerFault::LoseAnswer) => return Err(self.hang_up().await),
            Some(LedgerFault::StatusAfter(status)) => {
                return Err(Status::unavailable(format!("HTTP {status}")));
            }
            Some(LedgerFault::Late(wait)) => tokio::time::sleep(wait).await,
            _ => {}
        }
        Ok(Response::new(answer))
    }

    /// Breaks the line below a call, which ends with it.
    async fn hang_up(&self) -> Status {
        self.cut_lines();
        std::future::pending().await
    }

    fn health(&self) -> mmn::HealthCheckResponse {
        let chain = lock(&self.shared.chain);
        mmn::HealthCheckResponse {
            status: mmn::health_check_response::ServingStatus::Serving.into(),
            node_id: "emulator".to_owned(),
            timestamp: chain.now() / 1000,
            current_slot: chain.finalized(),
            block_height: chain.finalized(),
            mempool_size: u64::try_from(chain.waiting()).unwrap_or(u64::MAX),
            is_leader: true,
            is_follower: false,
            version: "emulator".to_owned(),
            uptime: chain.now() / 1000,
            error_message: String::new(),
        }
    }
}

#[async_trait]
impl AccountService for Node {
    async fn get_account(
        &self,
        request: Request<mmn::GetAccountRequest>,
    ) -> Answer<mmn::GetAccountResponse> {
        let fault = self.enter("account.getaccount").await?;
        let address = request.into_inner().address;
        short("address", &address).map_err(refused)?;
        let account = lock(&self.shared.chain).accounts.get(&address).copied().unwrap_or_default();
        let balance = account.balance.to_string();
        let nonce = account.nonce;
        self.leave(fault, mmn::GetAccountResponse { address, balance, nonce, decimals: 6 }).await
    }

    async fn get_current_nonce(
        &self,
        request: Request<mmn::GetCurrentNonceRequest>,
    ) -> Answer<mmn::GetCurrentNonceResponse> {
        let fault = self.enter("account.getcurrentnonce").await?;
        let mmn::GetCurrentNonceRequest { address, tag } = request.into_inner();
        short("address", &address).map_err(refused)?;
        if !["latest", "pending"].contains(&tag.as_str()) {
            return Err(Status::invalid_argument("invalid tag: must be 'latest' or 'pending'"));
        }
        let nonce = match fault {
            Some(LedgerFault::Nonce(nonce)) => nonce,
            // Unsigned, as the node does it: before the first finished slot this is the largest number.
            _ => lock(&self.shared.chain).finalized().wrapping_sub(1),
        };
        let error = String::new();
        self.leave(fault, mmn::GetCurrentNonceResponse { address, nonce, tag, error }).await
    }
}

#[async_trait]
impl HealthService for Node {
    type WatchStream = Items<mmn::HealthCheckResponse>;

    async fn check(&self, _: Request<mmn::Empty>) -> Answer<mmn::HealthCheckResponse> {
        let fault = self.enter("health.check").await?;
        self.leave(fault, self.health()).await
    }

    async fn watch(&self, _: Request<mmn::Empty>) -> Answer<Self::WatchStream> {
        let node = self.clone();
        let states = stream::unfold(interval(HEALTH), move |mut clock| {
            let node = node.clone();
            async move {
                clock.tick().await;
                Some((Ok(node.health()), clock))
            }
        });
        Ok(Response::new(states.boxed()))
    }
}

#[async_trait]
impl TxService for Node {
    type SubscribeTransactionStatusStream = Items<mmn::TransactionStatusInfo>;

    async fn add_tx(&self, request: Request<mmn::SignedTxMsg>) -> Answer<mmn::AddTxResponse> {
        let fault = self.enter("tx.addtx").await?;
        let submission = submission(request.into_inner());
        let mut path = Path::default();
        match &fault {
            Some(LedgerFault::Hold) => {
                lock(&self.shared.held).push(submission);
                return Err(self.hang_up().await);
            }
            Some(LedgerFault::Refuse(error)) => {
                let tx_hash = String::new();
                let error = error.clone();
                return Ok(Response::new(mmn::AddTxResponse { ok: false, tx_hash, error }));
            }
            Some(LedgerFault::Duplicate) => {
                let _first = lock(&self.shared.chain).add(&submission, Path::default());
            }
            Some(LedgerFault::OtherNode) => path.other_node = true,
            Some(LedgerFault::FailInBlock(reason)) => path.fails = Some(reason.clone()),
            _ => {}
        }
        let added = lock(&self.shared.chain).add(&submission, path);
        let mut answer = match added {
            Ok(tx_hash) => mmn::AddTxResponse { ok: true, tx_hash, error: String::new() },
            Err(error) => mmn::AddTxResponse { ok: false, tx_hash: String::new(), error },
        };
        if fault == Some(LedgerFault::NoHash) {
            answer.tx_hash.clear();
        }
        self.leave(fault, answer).await
    }

    async fn get_tx_by_hash(
        &self,
        request: Request<mmn::GetTxByHashRequest>,
    ) -> Answer<mmn::GetTxByHashResponse> {
        let fault = self.enter("tx.gettxbyhash").await?;
        let hash = request.into_inner().tx_hash;
        short("tx_hash", &hash).map_err(refused)?;
        let tx = blocks::info(&lock(&self.shared.chain), &hash);
        let tx =
            Some(tx.ok_or_else(|| {
                failed("transaction_not_found", "Transaction could not be found")
            })?);
        let error = String::new();
        self.leave(fault, mmn::GetTxByHashResponse { error, tx, decimals: 6 }).await
    }

    async fn subscribe_transaction_status(
        &self,
        _: Request<mmn::SubscribeTransactionStatusRequest>,
    ) -> Answer<Self::SubscribeTransactionStatusStream> {
        let started = lock(&self.shared.chain).now() / 1000;
        let announced = lock(&self.shared.chain).listen();
        let clock = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
        let items =
            stream::unfold((announced, clock), move |(mut announced, mut clock)| async move {
                let item = loop {
                    tokio::select! {
                        item = announced.recv() => match item {
                            Ok(item) => break item,
                            // A slow reader misses some and is not told.
                            Err(RecvError::Lagged(_)) => {}
                            Err(RecvError::Closed) => return None,
                        },
                        _ = clock.tick() => break heartbeat(started),
                    }
                };
                Some((Ok(item), (announced, clock)))
            });
        self.shared.lines.subscribed();
        Ok(Response::new(items.boxed()))
    }

    async fn get_pending_transactions(
        &self,
        _: Request<mmn::GetPendingTransactionsRequest>,
    ) -> Answer<mmn::GetPendingTransactionsResponse> {
        let fault = self.enter("tx.getpendingtransactions").await?;
        let pending_txs = waiting(&lock(&self.shared.chain));
        let total_count = u64::try_from(pending_txs.len()).unwrap_or(u64::MAX);
        let error = String::new();
        let answer = mmn::GetPendingTransactionsResponse { total_count, pending_txs, error };
        self.leave(fault, answer).await
    }
}

fn submission(signed: mmn::SignedTxMsg) -> Submission {
    let tx = signed.tx_msg.unwrap_or_default();
    Submission {
        kind: tx.r#type,
        sender: tx.sender,
        recipient: tx.recipient,
        amount: tx.amount,
        text_data: tx.text_data,
        nonce: tx.nonce,
        extra_info: tx.extra_info,
        zk_proof: tx.zk_proof,
        zk_pub: tx.zk_pub,
        signature: signed.signature,
    }
}

/// The sign of life, whose time stays that of the start.
fn heartbeat(started: u64) -> mmn::TransactionStatusInfo {
    mmn::TransactionStatusInfo {
        tx_hash: "HeartBeat".to_owned(),
        text_data: "HeartBeat".to_owned(),
        amount: "0".to_owned(),
        timestamp: started,
        ..mmn::TransactionStatusInfo::default()
    }
}

/// What waits, without its notes.
fn waiting(chain: &Chain) -> Vec<mmn::TransactionData> {
    let waiting = chain.known.iter().filter(|known| known.status == 0);
    let shown = waiting.map(|known| mmn::TransactionData {
        text_data: String::new(),
        extra_info: String::new(),
        ..blocks::data(known)
    });
    shown.collect()
}
